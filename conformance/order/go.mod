module kdm.invalid/conformance/order

go 1.26

require (
	github.com/blang/semver v3.5.1+incompatible
	github.com/mcuadros/go-version v0.0.0-20180611085657-6d5863ca60fa
	golang.org/x/mod v0.33.0
	kdm.invalid/go-version-of-2019 v0.0.0
)

// As rancher/rancher's go.mod has it; the one above is that of rancher/rke.
replace kdm.invalid/go-version-of-2019 => github.com/mcuadros/go-version v0.0.0-20190308113854-92cdf37c5b75
