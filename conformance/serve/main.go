// Loads builds from a server as Rancher does: with channelserver's own configuration, which fetches each address with its own
// client, in five seconds, once for each distribution.
//
//	go run . http://127.0.0.1:8080/kontainer-driver-metadata/release-v2.9/data.json=FILE ...
//
// FILE is the build that the address should serve; what it has is counted without channelserver.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/rancher/channelserver/pkg/config"
)

// never is a wait that ends at once: what is loaded is loaded once.
type never struct{}

func (never) Wait(context.Context) bool { return false }

// entries is what channelserver should find of a distribution.
type entries struct {
	Releases []json.RawMessage `json:"releases"`
	Channels []json.RawMessage `json:"channels"`
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: serve URL=FILE ...")
		os.Exit(2)
	}
	failed := false
	for _, argument := range os.Args[1:] {
		address, file, found := strings.Cut(argument, "=")
		if !found {
			fmt.Fprintln(os.Stderr, "usage: serve URL=FILE ...")
			os.Exit(2)
		}
		if err := check(address, file); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", address, err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}

func check(address, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	for _, distribution := range []string{"k3s", "rke2"} {
		var sections map[string]json.RawMessage
		if err := json.Unmarshal(text, &sections); err != nil {
			return err
		}
		var expected entries
		if err := json.Unmarshal(sections[distribution], &expected); err != nil {
			return err
		}
		start := time.Now()
		// Without a version of Rancher it keeps all releases.
		source := []config.Source{config.StringSource(address)}
		loaded := config.NewConfig(context.Background(), distribution, never{}, "", "rancher", source)
		channels := loaded.ChannelsConfig().Channels
		releases := loaded.ReleasesConfig().Releases
		if len(channels) != len(expected.Channels) || len(expected.Releases) == 0 || len(releases) != len(expected.Releases) {
			return fmt.Errorf("%s: channelserver has %d channels and %d releases, the build %d and %d", distribution,
				len(channels), len(releases), len(expected.Channels), len(expected.Releases))
		}
		if len(loaded.AppDefaultsConfig().AppDefaults) == 0 {
			return fmt.Errorf("%s: channelserver has no defaults", distribution)
		}
		fmt.Printf("%s: %s: %d releases in %v\n", address, distribution, len(releases), time.Since(start).Round(time.Millisecond))
	}
	return nil
}
