module github.com/rancher/kontainer-driver-metadata

go 1.22
