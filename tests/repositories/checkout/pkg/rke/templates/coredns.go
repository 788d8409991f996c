package templates

const CoreDNSTemplate = `kind: Deployment
image: {{.CoreDNSImage}}`
