package main

import (
	"bytes"
	"strings"
	"text/template"

	"github.com/Masterminds/semver/v3"
	"github.com/Masterminds/sprig/v3"
	"github.com/giantswarm/releases/sdk/api/v1alpha1"
)

// What helpers of charts do: the last component of a name counts, one that is not there reads N/A, a `v` is cut off.
const helpers = `
{{- define "version" }}{{ $found := "N/A" }}{{ $wanted := .name }}
{{- range .components }}{{ if eq .name $wanted }}{{ $found = .version }}{{ end }}{{ end }}
{{- $found | trimPrefix "v" }}{{ end }}
{{- define "flatcar" }}{{ include "version" (dict "name" "flatcar" "components" .components) }}{{ end }}
{{- define "kubernetes" }}{{ include "version" (dict "name" "kubernetes" "components" .components) }}{{ end }}
{{- define "tooling" }}{{ include "version" (dict "name" "os-tooling" "components" .components) }}{{ end }}
{{- define "variant" }}{{ $parts := include "version" (dict "name" "flatcar-variant" "components" .components) | split "." }}{{ $parts._0 }}{{ end }}
{{- define "start" }}{{ print "flatcar" }}-{{ .channel | default "stable" }}-{{ include "flatcar" . }}{{ end }}
{{- define "pattern" }}{{ include "start" . }}-kube-{{ include "kubernetes" . }}-tooling-{{ include "tooling" . }}-gs{{ end }}
{{- define "plain" }}{{ include "start" . }}-kube-v{{ include "kubernetes" . }}-gs{{ end }}
{{- define "counted" }}{{ include "start" . }}-kube-v{{ include "kubernetes" . }}-alpha.{{ include "variant" . }}{{ end }}
{{- define "fixed" }}flatcar-{{ .channel | default "stable" }}-3815.2.2-kube-v1.27.14-gs{{ end }}
{{- define "none" }}-{{ end }}`

// engine makes templates with sprig's functions and Helm's include.
func engine() *template.Template {
	templates := template.New("charts")
	functions := sprig.TxtFuncMap()
	functions["include"] = func(name string, data any) (string, error) {
		var text bytes.Buffer
		err := templates.ExecuteTemplate(&text, name, data)
		return text.String(), err
	}
	return templates.Funcs(functions)
}

// data is a Release as a template sees it.
func data(release *v1alpha1.Release) map[string]any {
	components := []any{}
	for _, component := range release.Spec.Components {
		components = append(components, map[string]any{"name": component.Name, "version": component.Version})
	}
	return map[string]any{"components": components}
}

// helm names the image of a release as its cluster chart does.
func helm(release *v1alpha1.Release) string {
	templates, err := engine().Parse(helpers)
	must(err)
	var text bytes.Buffer
	must(templates.ExecuteTemplate(&text, way(release), data(release)))
	return text.String()
}

// way is how the cluster chart of a release names images.
func way(release *v1alpha1.Release) string {
	version := func(name string) string {
		for _, component := range release.Spec.Components {
			if component.Name == name {
				return component.Version
			}
		}
		return ""
	}
	isBelow := func(chart, than string) bool {
		found := version(chart)
		return found != "" && semver.MustParse(found).LessThan(semver.MustParse(than))
	}
	switch provider := provider(release.Name); {
	case provider == "v" || provider == "eks" || provider == "aks":
		return "none"
	case provider == "azure" && version("cluster-azure") == "":
		return "none"
	case provider == "azure" && isBelow("cluster-azure", "1.0.0"):
		return "plain"
	case provider == "vsphere" && isBelow("cluster-vsphere", "0.65.1"):
		return "fixed"
	case provider == "aws" && isBelow("cluster-aws", "1.3.3") && version("flatcar-variant") != "":
		return "counted"
	case provider == "aws" && isBelow("cluster-aws", "1.3.3"):
		return "plain"
	}
	return "pattern"
}

// provider is what the name of a release begins with; `v` for the old generation.
func provider(name string) string {
	return strings.TrimSuffix(name[:strings.IndexAny(name, "0123456789")], "-")
}

// operator names the image of a release as the image-distribution-operator does: the first component counts, and one that is not
// there is an error.
func operator(release *v1alpha1.Release) (string, bool) {
	found := map[string]string{}
	for _, component := range release.Spec.Components {
		if _, isThere := found[component.Name]; !isThere {
			found[component.Name] = strings.TrimPrefix(component.Version, "v")
		}
	}
	flatcar, kubernetes, tooling := found["flatcar"], found["kubernetes"], found["os-tooling"]
	switch provider := provider(release.Name); {
	case provider == "v" || provider == "eks" || provider == "aks":
		return "-", true
	case flatcar == "" || kubernetes == "" || tooling == "":
		return "", false
	}
	return "flatcar-stable-" + flatcar + "-kube-" + kubernetes + "-tooling-" + tooling + "-gs", true
}
