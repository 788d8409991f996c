package templates

const NodelocalTemplate = "image: \"{{.NodelocalImage}}\"\n\tend\u2028\x00\n"
