module kdm.invalid/conformance/addons

go 1.26
