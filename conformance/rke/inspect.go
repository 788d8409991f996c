package main

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/rancher/rke/templates"
	v3 "github.com/rancher/rke/types"
	"sigs.k8s.io/yaml"
)

var separator = regexp.MustCompile(`(?m)^---[ \t]*$`)

// inspect renders a template as RKE does (which panics on one that does not parse) and reads the documents.
func inspect(text string, input interface{}, images v3.RKESystemImages) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("RKE panics: %v", cause)
		}
	}()
	rendered, err := templates.CompileTemplateFromMap(text, input)
	if err != nil {
		return err
	}
	if at := strings.Index(rendered, "<no value>"); at >= 0 {
		return fmt.Errorf("<no value> in line %d", 1+strings.Count(rendered[:at], "\n"))
	}
	known, fields := map[string]bool{}, reflect.ValueOf(images)
	for i := 0; i < fields.NumField(); i++ {
		known[fields.Field(i).String()] = fields.Field(i).Len() > 0
	}
	objects := 0
	for number, text := range separator.Split(rendered, -1) {
		var object map[string]interface{} // nil where there are only comments
		err := yaml.Unmarshal([]byte(text), &object)
		if err == nil && object != nil {
			objects++
			err = checkObject(object, known)
		}
		if err != nil {
			return fmt.Errorf("document %d: %v", number, err)
		}
	}
	if objects == 0 {
		return fmt.Errorf("nothing to deploy")
	}
	return nil
}

// checkObject looks at one Kubernetes object, or at each object of a list.
func checkObject(object map[string]interface{}, known map[string]bool) error {
	if items, ok := object["items"].([]interface{}); ok && object["kind"] == "List" {
		for _, item := range items {
			item, _ := item.(map[string]interface{})
			if err := checkObject(item, known); err != nil {
				return err
			}
		}
		return nil
	}
	meta, _ := object["metadata"].(map[string]interface{})
	for i, value := range []interface{}{object["apiVersion"], object["kind"], meta["name"]} {
		if text, _ := value.(string); text == "" {
			return fmt.Errorf("no %s", []string{"apiVersion", "kind", "metadata.name"}[i])
		}
	}
	return checkImages(object, known)
}

// checkImages finds a container whose image is empty or none of the version's.
func checkImages(value interface{}, known map[string]bool) (err error) {
	switch value := value.(type) {
	case []interface{}:
		for _, item := range value {
			container, _ := item.(map[string]interface{})
			image, isContainer := container["image"]
			if name, _ := image.(string); isContainer && !known[name] {
				return fmt.Errorf("container %v: the image %q is none of the version's", container["name"], name)
			}
			if err = checkImages(item, known); err != nil {
				return err
			}
		}
	case map[string]interface{}:
		for _, key := range sorted(value) {
			if err = checkImages(value[key], known); err != nil {
				return err
			}
		}
	}
	return nil
}
