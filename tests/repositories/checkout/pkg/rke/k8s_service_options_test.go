package rke

import "testing"

func TestOptions(t *testing.T) {
	if len(loadK8sVersionServiceOptions()) == 0 {
		t.Fatal("there are none")
	}
}
