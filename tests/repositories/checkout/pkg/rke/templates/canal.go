package templates

const CanalTemplateV325 = `
image: {{.CNIImage}}
`

const CanalTemplateV326 = `
# the image is in ` + "`" + `CNIImage` + "`" + `
image: {{.CNIImage}} # <é>
{{- if eq .RBACConfig "rbac" }}
---
{{- end }}
`
