package templates

import (
	"github.com/rancher/rke/types/kdm"
)

const (
	canalv325   = "canal-v3.25"
	canalv326   = "canal-v3.26"
	coreDnsv19  = "coredns-v1.9"
	nodelocalv1 = "nodelocal-v1"
)

var TemplateIntroducedRanges = map[string][]string{
	kdm.Nodelocal: {">=1.26.0-alpha"},
}

func LoadK8sVersionedTemplates() map[string]map[string]string {
	return map[string]map[string]string{
		kdm.Canal: {
			">=1.26.0-rancher0":                  canalv326,
			">=1.25.0-rancher0 <1.26.0-rancher0": canalv325,
		},
		kdm.CoreDNS: {
			">=1.8.0-rancher0": coreDnsv19,
		},
		kdm.Nodelocal: {
			">=1.26.0-alpha": nodelocalv1,
		},
		kdm.TemplateKeys: getTemplates(),
	}
}

func getTemplates() map[string]string {
	return map[string]string{
		canalv325:   CanalTemplateV325,
		canalv326:   CanalTemplateV326,
		coreDnsv19:  CoreDNSTemplate,
		nodelocalv1: NodelocalTemplate,
	}
}
