package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

const module = "github.com/rancher/rke"

// versions span the RKEs from v1.0 to v1.6: those that could be had as a module where this was written. Of v1.1 none
// was found, and v1.5.13, v1.5.14 and v1.6.3 were refused.
var versions = []string{"v1.0.0", "v1.2.0", "v1.3.0", "v1.4.11", "v1.5.12", "v1.6.2"}

// elsewhere has the fields, as in `canal.MTU`, that kdm rightly knows and that none of the versions gives: which RKE
// does, and why that one is not read.
var elsewhere = map[string]string{
	"aci.EnableHppDirect":           "v1.5.14 and v1.6.3 give it in cluster/network.go, and could not be had as modules",
	"aci.OpflexAgentResetWaitDelay": "v1.5.14 and v1.6.3 give it in cluster/network.go, and could not be had as modules",
}

// source is where the code of an RKE lies.
type source struct {
	name string
	dir  string
}

// download has Go get the versions of the module, and says where they lie.
func download(versions []string) ([]source, error) {
	arguments := []string{"mod", "download", "-json"}
	for _, version := range versions {
		arguments = append(arguments, module+"@"+version)
	}
	command := exec.Command("go", arguments...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, failure := command.Output()
	var sources []source
	var refused []error
	decoder := json.NewDecoder(bytes.NewReader(output))
	for decoder.More() {
		var answer struct{ Version, Dir, Error string }
		if err := decoder.Decode(&answer); err != nil {
			return nil, fmt.Errorf("the answer of go mod download: %w", err)
		}
		if answer.Error != "" {
			oneLine := strings.Join(strings.Fields(answer.Error), " ")
			refused = append(refused, fmt.Errorf("RKE %s cannot be had: %s", answer.Version, oneLine))
			continue
		}
		sources = append(sources, source{name: answer.Version, dir: answer.Dir})
	}
	if len(refused) > 0 {
		return nil, errors.Join(refused...)
	}
	if failure != nil || len(sources) != len(versions) {
		return nil, fmt.Errorf("go mod download: %v, %d of %d modules: %s",
			failure, len(sources), len(versions), strings.TrimSpace(stderr.String()))
	}
	return sources, nil
}
