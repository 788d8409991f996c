package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// rke is what an RKE gives to the templates of its addons.
type rke struct {
	name   string
	addons map[string]data
}

// data is what an addon's template is executed with.
type data struct {
	isStruct bool
	at       string
	fields   map[string]given
}

// given is a field of it. One that is declared and never set is empty in each cluster.
type given struct {
	isSet bool
	image string
	at    string
}

// everywhere are the addons of every RKE: where one of them is not found, the reader has failed.
var everywhere = []string{"calico", "canal", "coreDNS", "flannel", "kubeDNS", "metricsServer", "nginxIngress", "weave"}

// reader has the parts of RKE's package cluster by their names.
type reader struct {
	source
	files     *token.FileSet
	functions []*ast.FuncDecl
	constants map[string]string
	structs   map[string]*ast.StructType
}

// read finds each place in RKE's package cluster where the template of an addon is executed, and the data for it.
func read(source source) (rke, error) {
	reader, err := parse(source)
	if err != nil {
		return rke{}, err
	}
	plugins, err := reader.plugins()
	if err != nil {
		return rke{}, err
	}
	addons := map[string]data{}
	for _, function := range reader.functions {
		name, call := plugins[function.Name.Name], callOf(function, "getNetworkPluginManifest", 0)
		if call == nil {
			name, call = templateOf(function), callOf(function, "CompileTemplateFromMap", 1)
		}
		if call == nil || name == "" {
			continue // no template of an addon, or that of any network plugin, which its callers name
		}
		if other, twice := addons[name]; twice {
			return rke{}, fmt.Errorf("%s has the data of %s in two places: %s and %s",
				source.name, name, other.at, reader.at(call))
		}
		data, err := reader.data(function, call)
		if err != nil {
			return rke{}, fmt.Errorf("%s, %s: %w", source.name, name, err)
		}
		addons[name] = data
	}
	for _, name := range everywhere {
		if _, found := addons[name]; !found {
			return rke{}, fmt.Errorf("%s: the data of %s is not where it is looked for", source.name, name)
		}
	}
	return rke{name: source.name, addons: addons}, nil
}

func parse(source source) (*reader, error) {
	reader := &reader{
		source: source, files: token.NewFileSet(), constants: map[string]string{}, structs: map[string]*ast.StructType{},
	}
	paths, err := filepath.Glob(filepath.Join(source.dir, "cluster", "*.go"))
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("%s: no Go files in %s", source.name, filepath.Join(source.dir, "cluster"))
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(reader.files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", source.name, err)
		}
		for _, declaration := range file.Decls {
			switch declaration := declaration.(type) {
			case *ast.FuncDecl:
				if declaration.Body != nil {
					reader.functions = append(reader.functions, declaration)
				}
			case *ast.GenDecl:
				reader.declare(declaration)
			}
		}
	}
	return reader, nil
}

func (r *reader) declare(declaration *ast.GenDecl) {
	for _, spec := range declaration.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if structure, ok := spec.Type.(*ast.StructType); ok {
				r.structs[spec.Name.Name] = structure
			}
		case *ast.ValueSpec:
			for nth, name := range spec.Names {
				if declaration.Tok == token.CONST && nth < len(spec.Values) {
					if text, ok := literal(spec.Values[nth]); ok {
						r.constants[name.Name] = text
					}
				}
			}
		}
	}
}

// plugins are the network plugins by the functions that deploy them, as deployNetworkPlugin calls them.
func (r *reader) plugins() (map[string]string, error) {
	plugins := map[string]string{}
	var problems []error
	for _, function := range r.functions {
		if function.Name.Name != "deployNetworkPlugin" {
			continue
		}
		ast.Inspect(function, func(node ast.Node) bool {
			if clause, ok := node.(*ast.CaseClause); ok && len(clause.List) == 1 {
				ast.Inspect(clause, func(node ast.Node) bool {
					if call, ok := node.(*ast.CallExpr); ok && strings.HasPrefix(nameOf(call.Fun), "do") {
						plugin, err := r.text(clause.List[0])
						problems = append(problems, err)
						plugins[nameOf(call.Fun)] = plugin
					}
					return true
				})
			}
			return true
		})
	}
	if len(plugins) == 0 {
		return nil, fmt.Errorf("%s: deployNetworkPlugin is not what it was", r.name)
	}
	return plugins, errors.Join(problems...)
}

// templateOf is the addon whose template a function gets by a constant, as in `kdm.CoreDNS` for `coreDNS`.
func templateOf(function *ast.FuncDecl) string {
	if name, ok := callOf(function, "GetVersionedTemplates", 0).(*ast.SelectorExpr); ok {
		if _, isPackage := name.X.(*ast.Ident); isPackage {
			return strings.ToLower(name.Sel.Name[:1]) + name.Sel.Name[1:]
		}
	}
	return ""
}

// callOf is an argument of the first call of a function in another.
func callOf(function *ast.FuncDecl, name string, nth int) (argument ast.Expr) {
	ast.Inspect(function, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok && argument == nil && nameOf(call.Fun) == name && nth < len(call.Args) {
			argument = call.Args[nth]
		}
		return true
	})
	return argument
}

// data is what a variable has in a function: what it is made of, and what is set later.
func (r *reader) data(function *ast.FuncDecl, variable ast.Expr) (data, error) {
	name, ok := variable.(*ast.Ident)
	if !ok {
		return data{}, fmt.Errorf("%s: the data is no variable", r.at(variable))
	}
	result := data{at: r.at(variable), fields: map[string]given{}}
	var problems []error
	made, passed := 0, 0
	set := func(field string, value ast.Expr) {
		image, err := r.image(value)
		if before := result.fields[field]; err == nil && before.image != "" && before.image != image {
			err = fmt.Errorf("%s: %s is set twice, and not the same", r.at(value), field)
		}
		problems = append(problems, err)
		result.fields[field] = given{isSet: true, image: image, at: r.at(value)}
	}
	ast.Inspect(function, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.CallExpr:
			for _, argument := range node.Args {
				if pointer, ok := argument.(*ast.UnaryExpr); ok {
					argument = pointer.X
				}
				if is(argument, name) {
					passed++
				}
			}
		case *ast.AssignStmt:
			for nth, left := range node.Lhs {
				switch left := left.(type) {
				case *ast.Ident:
					if left.Name == name.Name {
						made++
						problems = append(problems, r.make(&result, node.Rhs[0], set))
					}
				case *ast.SelectorExpr:
					if is(left.X, name) {
						set(left.Sel.Name, node.Rhs[nth])
					}
				case *ast.IndexExpr:
					if is(left.X, name) {
						field, err := r.text(left.Index)
						problems = append(problems, err)
						set(field, node.Rhs[nth])
					}
				}
			}
		}
		return true
	})
	if made != 1 || passed != 1 {
		problems = append(problems, fmt.Errorf("%s: %s is made %d times and passed on %d times, not once",
			result.at, name.Name, made, passed))
	}
	return result, errors.Join(problems...)
}

// make reads what the data is made of: the literal of a map, or of a struct that the package declares.
func (r *reader) make(result *data, value ast.Expr, set func(field string, value ast.Expr)) error {
	whole, ok := value.(*ast.CompositeLit)
	if !ok {
		return fmt.Errorf("%s: the data is not made of a literal", r.at(value))
	}
	result.at = r.at(value)
	switch kind := whole.Type.(type) {
	case *ast.MapType:
	case *ast.Ident:
		structure := r.structs[kind.Name]
		if structure == nil {
			return fmt.Errorf("%s: %s is no struct of the package", r.at(value), kind.Name)
		}
		result.isStruct = true
		for _, field := range structure.Fields.List {
			if len(field.Names) == 0 {
				return fmt.Errorf("%s: what is embedded is not looked into", r.at(field))
			}
			for _, name := range field.Names {
				result.fields[name.Name] = given{at: r.at(name)}
			}
		}
	default:
		return fmt.Errorf("%s: the data is neither a struct nor a map", r.at(value))
	}
	for _, element := range whole.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			return fmt.Errorf("%s: no key", r.at(element))
		}
		if result.isStruct {
			set(nameOf(pair.Key), pair.Value)
			continue
		}
		field, err := r.text(pair.Key)
		if err != nil {
			return err
		}
		set(field, pair.Value)
	}
	return nil
}

// image is the field of RKESystemImages that a value is, or nothing. `c.SystemImages.CanalNode` is one; something
// that is made of one in the same expression would have to be thought about.
func (r *reader) image(value ast.Expr) (image string, err error) {
	if selector, ok := value.(*ast.SelectorExpr); ok && nameOf(selector.X) == "SystemImages" {
		return selector.Sel.Name, nil
	}
	ast.Inspect(value, func(node ast.Node) bool {
		if expression, ok := node.(ast.Expr); ok && nameOf(expression) == "SystemImages" {
			err = fmt.Errorf("%s: made of an image, but none", r.at(value))
		}
		return true
	})
	return "", err
}

// text is what a key or a case says: a literal, or a constant of the package.
func (r *reader) text(expression ast.Expr) (string, error) {
	if text, ok := literal(expression); ok {
		return text, nil
	}
	if text, ok := r.constants[nameOf(expression)]; ok {
		return text, nil
	}
	return "", fmt.Errorf("%s: neither a text nor a constant of the package", r.at(expression))
}

func (r *reader) at(node ast.Node) string {
	place := r.files.Position(node.Pos())
	path, err := filepath.Rel(r.dir, place.Filename)
	if err != nil {
		path = place.Filename
	}
	return fmt.Sprintf("%s:%d", filepath.ToSlash(path), place.Line)
}

func literal(expression ast.Expr) (string, bool) {
	basic, ok := expression.(*ast.BasicLit)
	if !ok || basic.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(basic.Value)
	return text, err == nil
}

// nameOf is the last name of `a` or `a.b`.
func nameOf(expression ast.Expr) string {
	switch expression := expression.(type) {
	case *ast.Ident:
		return expression.Name
	case *ast.SelectorExpr:
		return expression.Sel.Name
	}
	return ""
}

func is(expression ast.Expr, name *ast.Ident) bool {
	other, ok := expression.(*ast.Ident)
	return ok && other.Name == name.Name
}

func (r rke) print() {
	for _, name := range sorted(r.addons) {
		addon := r.addons[name]
		kind := map[bool]string{true: "struct", false: "map"}[addon.isStruct]
		for _, field := range sorted(addon.fields) {
			given := addon.fields[field]
			fmt.Printf("%s\t%s\t%s\t%s\t%s\t%s\n", r.name, name, kind, field, given.image, given.at)
		}
	}
}

func sorted[V any](values map[string]V) []string {
	var keys []string
	for key := range values {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
