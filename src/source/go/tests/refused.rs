//! What is refused, with its place.

use super::*;

#[test]
fn a_wrong_name_has_its_place() {
    check_refused(
        "const calico = \"a\"\nvar f = map[string]string{\"a\": calicoo}",
        &["2:32 `calicoo` is not defined"],
    );
    check_refused("var g = map[string]string{}", &["0:9 there is no `f` in this package"]);
    check_refused(
        "import \"example.com/things/v2\"\nvar f = map[string]things.Thing{\"a\": {Nme: \"x\"}}",
        &["2:39 `Thing` has no field `Nme`"],
    );
    check_refused(
        "import \"example.com/things/v2\"\nvar f = map[string]string{\"a\": things.Calic}",
        &["2:39 `things` has no `Calic` that kdm knows"],
    );
    check_refused("var f = map[string]string{\"a\": other.X}", &["1:32 `other` is not defined"]);
}

#[test]
fn what_stands_twice_is_refused() {
    check_refused(
        "var f = map[string]string{\"a\": \"1\", \"b\": \"2\", \"a\": \"3\"}",
        &["1:47 the key `a` appears twice in this map"],
    );
    check_refused(
        "import \"example.com/things/v2\"\nvar f = map[string]things.Thing{\"a\": {Name: \"x\", Name: \"y\"}}",
        &["2:50 the field `Name` appears twice in this struct"],
    );
    check_refused(
        "func f() map[string]string {\n\tx := map[string]string{}\n\tx := map[string]string{}\n\treturn x\n}",
        &["3:2 `x` is declared already"],
    );
}

#[test]
fn a_wrong_type_is_refused() {
    check_refused(
        "var f = map[string]string{\"a\": true}",
        &["1:32 this value must be a `string`, and it is `bool`"],
    );
    check_refused("var f = []string{}", &["1:5 `f` must be a `map[string]string`, and it is `[]string`"]);
    check_refused(
        "func f() map[string]string { return []string{} }",
        &["1:37 the result must be a `map[string]string`, and it is `[]string`"],
    );
    check_refused(
        "var f = map[string]string{\"a\" + nil: \"b\"}",
        &["1:33 a part of a sum must be a `string`, and this is `nil`"],
    );
    check_refused(
        "func g() map[string]string { return nil }\nvar f = map[string]string{\"a\": g(\"x\")}",
        &["2:34 `g` takes no argument"],
    );
    check_refused(
        "var g = \"a\"\nvar f = map[string]string{\"a\": g()}",
        &["2:32 `string` cannot be called"],
    );
    check_refused(
        "var g = \"a\"\nconst h = g\nvar f = map[string]string{\"a\": h}",
        &["2:11 the value of the constant `h` is not constant"],
    );
}

#[test]
fn all_that_is_wrong_in_a_literal_is_said_at_once() {
    check_refused(
        "var f = map[string]string{\"a\": x, \"b\": true, \"c\"}",
        &[
            "1:32 `x` is not defined",
            "1:40 this value must be a `string`, and it is `bool`",
            "1:46 a value of a map without its key",
        ],
    );
}

#[test]
fn what_is_outside_of_the_part_that_is_read_is_named() {
    check_refused(
        "func f() map[string]string {\n\tfor {\n\t}\n}",
        &[
            "2:2 `for` cannot be read here, only `return`, `x := value`, `x[key] = value` and `delete(x, key)`",
        ],
    );
    check_refused(
        "func f(a int) map[string]string { return nil }",
        &["1:8 a function with parameters: only functions without parameters can be read here"],
    );
    check_refused(
        "var f = make(map[string]string)",
        &["1:14 `map` cannot be read here, only a string, a name, a literal or a call"]
            .map(|_| "1:31 `)` cannot be read here, only `{`"),
    );
    check_refused(
        "var f = map[string]string{\"a\": 1}",
        &["1:32 a number cannot be read here, only a string, a name, a literal or a call"],
    );
    check_refused(
        "import \"fmt\"\nvar f = map[string]string{\"a\": fmt.Sprintf(\"%d\", \"b\")}",
        &["2:44 this format: only a format with one `%s` for each argument can be read here"],
    );
    check_refused(
        "import \"fmt\"\nvar f = map[string]string{\"a\": fmt.Sprintf(\"%s\")}",
        &["2:44 this format: only a format with one `%s` for each argument can be read here"],
    );
    check_refused(
        "var f = map[string]string{\"a\": \"\\xff\"}",
        &["1:32 a string whose bytes are not UTF-8: only text; JSON cannot hold it can be read here"],
    );
    check_refused(
        "import \"os\"\nvar f = map[string]string{\"a\": os.X}",
        &[
            "2:32 something of `os`: only `fmt` and the packages `types`, `types/kdm` and `types/image` of rancher/rke can be read here",
        ],
    );
}
