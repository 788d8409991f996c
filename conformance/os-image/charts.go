package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/giantswarm/releases/sdk/api/v1alpha1"
	"sigs.k8s.io/yaml"
)

// What the charts look up in a cluster is given to them: the Release, and that it counts. An empty template would not take the
// place of one that is there.
const given = `
{{- define "cluster.internal.get-provider-integration-values" }}{{ print "" }}{{ end }}
{{- define "cluster.internal.get-internal-values" }}{{ print "" }}{{ end }}
{{- define "cluster.internal.get-release-resource" }}{{ print "" }}{{ end }}
{{- define "aws-region" }}eu-central-1{{ end }}`

// chart names the image of a release of aws by the helpers of its own chart, and of the chart that this one depends on.
func chart(charts string, release *v1alpha1.Release) string {
	version := ""
	for _, component := range release.Spec.Components {
		if component.Name == "cluster-aws" {
			version = component.Version
		}
	}
	of := func(path string) string { return show(charts, "cluster-aws", "v"+version, "helm/cluster-aws/"+path) }
	var metadata struct {
		Dependencies []struct{ Name, Version string }
	}
	must(yaml.Unmarshal([]byte(of("Chart.yaml")), &metadata))
	templates := engine()
	for _, dependency := range metadata.Dependencies {
		if dependency.Name == "cluster" {
			tag := "v" + strings.TrimPrefix(dependency.Version, "v")
			parse(templates, show(charts, "cluster", tag, "helm/cluster/templates/_helpers.tpl"))
		}
	}
	parse(templates, of("templates/_helpers.tpl"))
	parse(templates, given)
	values := map[string]any{
		"GiantSwarm": map[string]any{
			"Release":             map[string]any{"spec": data(release)},
			"providerIntegration": map[string]any{"useReleases": true, "osImage": map[string]any{}, "provider": "aws"},
			"internal":            map[string]any{},
		},
		"Values": map[string]any{"global": map[string]any{"providerSpecific": map[string]any{}}},
	}
	helper := "imageLookupParameters"
	if templates.Lookup(helper) == nil {
		helper = "ami"
	}
	var text bytes.Buffer
	must(templates.ExecuteTemplate(&text, helper, values))
	var parameters struct{ ImageLookupBaseOS, ImageLookupFormat string }
	must(yaml.Unmarshal(text.Bytes(), &parameters))
	// cluster-api-provider-aws fills these in (`GenerateAmiName`).
	format, err := template.New("format").Parse(parameters.ImageLookupFormat)
	must(err)
	kubernetes := ""
	for _, component := range release.Spec.Components {
		if component.Name == "kubernetes" {
			kubernetes = component.Version
		}
	}
	text.Reset()
	must(format.Execute(&text, map[string]string{"BaseOS": parameters.ImageLookupBaseOS, "K8sVersion": kubernetes}))
	return text.String()
}

// parse adds templates; functions that only other templates of a chart use do nothing here.
func parse(templates *template.Template, text string) {
	nothing := func(...any) (string, error) { return "", nil }
	functions := template.FuncMap{"lookup": nothing, "tpl": nothing, "required": nothing, "toYaml": nothing, "fromYaml": nothing, "fromYamlArray": nothing, "toJson": nothing, "fromJson": nothing}
	_, err := templates.Funcs(functions).Parse(text)
	must(err)
}

// show is a file of a tag.
func show(charts, repository, tag, path string) string {
	output, err := exec.Command("git", "-C", filepath.Join(charts, repository), "show", tag+":"+path).Output()
	must(err)
	return string(output)
}
