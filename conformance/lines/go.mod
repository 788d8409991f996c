module kdm.invalid/conformance/lines

go 1.22

require (
	github.com/blang/semver v3.5.1+incompatible
	sigs.k8s.io/yaml v1.3.0
)

require gopkg.in/yaml.v2 v2.4.0 // indirect
