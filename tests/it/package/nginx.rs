//! A real nginx with the configuration and the files of a package: what Rancher, RKE, the build of Rancher's image and hangar ask
//! for.

use std::{
    fs,
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use super::{fresh, said};
use crate::support::{Repository, golden, skipped};

struct Nginx {
    child: Child,
    port: u16,
}

impl Nginx {
    /// Starts it over a package; nothing, and a loud word, where there is none on this machine.
    fn start(image: &Path, what: &str) -> Option<Self> {
        if Command::new("nginx").arg("-v").output().is_err() {
            skipped("there is no nginx", what);
            return None;
        }
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        // Only where it listens, and what it writes, are of this machine; its own user may pass to the files.
        let run = image.parent().unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(run, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let text = fs::read_to_string(image.join("nginx.conf")).unwrap();
        let text = text.replace("listen 8080;", &format!("listen 127.0.0.1:{port};"));
        let text =
            text.replace("/dev/shm/", &format!("{}/", run.display())).replace("/dev/stdout", "access.log");
        fs::write(run.join("here.conf"), text.replace("/dev/stderr", "error.log")).unwrap();
        let child = Command::new("nginx")
            .arg("-p")
            .arg(image)
            .arg("-c")
            .arg(run.join("here.conf"))
            .args(["-e", "stderr", "-g", "daemon off;"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let nginx = Self { child, port };
        for _ in 0..500 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(nginx);
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("nginx does not start");
    }

    /// The head and the body of an answer, as curl gets them.
    fn ask(&self, path: &str, arguments: &[&str]) -> (String, Vec<u8>) {
        let output = Command::new("curl")
            .args(["--silent", "--path-as-is", "--noproxy", "*", "--include"])
            .args(arguments)
            .arg(format!("http://127.0.0.1:{}{path}", self.port))
            .output()
            .unwrap();
        let end = output
            .stdout
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .map_or(output.stdout.len(), |at| at + 4);
        (String::from_utf8(output.stdout[..end].to_vec()).unwrap(), output.stdout[end..].to_vec())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn status(head: &str) -> &str {
    head.split(' ').nth(1).unwrap_or(head)
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

const PATHS: [&str; 3] = [
    "/data.json",
    "/kontainer-driver-metadata/release-v2.9/data.json",
    "/kontainer-driver-metadata/tags/v2.9-build20260130/data.json",
];

#[test]
fn consumers_get_what_they_ask_for() {
    let repository = fresh();
    assert!(said(&repository, "package --tag v2.9-build20260130 --out image").starts_with("exit code 0"));
    let Some(nginx) = Nginx::start(&repository.path().join("image"), "a package in a real nginx") else {
        return;
    };
    let build = repository.read("data/data.json").into_bytes();
    for path in PATHS {
        // As `curl -sLf` of the build of Rancher's image, and RKE: plain.
        let (head, body) = nginx.ask(path, &["--location"]);
        assert_eq!((status(&head), body), ("200", build.clone()), "{path}: {head}");
        for (name, expected) in [
            ("Content-Type", Some("application/json")),
            ("Cache-Control", Some("public, no-cache")),
            ("Vary", Some("Accept-Encoding")),
            ("Server", Some("nginx")),
            ("Content-Encoding", None),
        ] {
            assert_eq!(header(&head, name), expected, "{path}: {head}");
        }
        // As Go's client: packed.
        let (packed_head, packed) = nginx.ask(path, &["-H", "Accept-Encoding: gzip"]);
        assert_eq!(header(&packed_head, "Content-Encoding"), Some("gzip"), "{packed_head}");
        let mut unpacked = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(packed.as_slice()), &mut unpacked).unwrap();
        assert_eq!(unpacked, build);
        // As a cache that asks whether its copy is still the newest.
        for (head, encoding) in [(&head, "identity"), (&packed_head, "gzip")] {
            let etag = header(head, "ETag").unwrap();
            let (again, body) = nginx.ask(
                path,
                &["-H", &format!("If-None-Match: {etag}"), "-H", &format!("Accept-Encoding: {encoding}")],
            );
            assert_eq!((status(&again), body.len()), ("304", 0), "{again}");
        }
        let (head, body) = nginx.ask(path, &["--head"]);
        assert_eq!((status(&head), body.len()), ("200", 0), "{head}");
    }
    assert_eq!(nginx.ask("/healthz", &[]).1, b"ok\n");
}

#[test]
fn everything_else_is_refused() {
    let repository = fresh();
    assert!(said(&repository, "package --tag v2.9-build20260130 --out image").starts_with("exit code 0"));
    let Some(nginx) = Nginx::start(&repository.path().join("image"), "what a package's nginx refuses") else {
        return;
    };
    for (path, arguments, expected) in [
        ("/data.json", &["--request", "PUT", "--data", "{}"][..], "405"),
        ("/data.json", &["--request", "DELETE"], "405"),
        ("/data.json", &["--request", "POST", "--data", "x"], "405"),
        ("/data.json", &["--request", "PROPFIND"], "405"),
        ("/data.json", &["--request", "TRACE"], "405"),
        ("/healthz", &["--request", "PUT", "--data", "{}"], "405"),
        ("/../nginx.conf", &[], "400"),
        ("/%2e%2e/nginx.conf", &[], "400"),
        ("/nginx.conf", &[], "404"),
        ("/", &[], "404"),
        ("/kontainer-driver-metadata/", &[], "404"),
        ("/kontainer-driver-metadata", &[], "404"),
        ("/data.json.gz", &[], "404"),
        ("/data.json/", &[], "404"),
    ] {
        let (head, _) = nginx.ask(path, arguments);
        assert_eq!(status(&head), expected, "{path} {arguments:?}: {head}");
    }
    assert_eq!(repository.read("image/html/data.json"), repository.read("data/data.json"));
}

#[test]
fn two_packages_of_one_build_have_equal_etags_and_another_build_has_others() {
    let etags = |repository: &Repository, tag: &str| -> Option<Vec<String>> {
        assert!(said(repository, &format!("package --tag {tag} --out image")).starts_with("exit code 0"));
        let nginx = Nginx::start(&repository.path().join("image"), "the ETags of two packages")?;
        let asked = ["identity", "gzip"].map(|encoding| {
            let (head, _) = nginx.ask("/data.json", &["-H", &format!("Accept-Encoding: {encoding}")]);
            header(&head, "ETag").unwrap().to_owned()
        });
        Some(asked.to_vec())
    };
    let Some(one) = etags(&fresh(), "v2.9-build20260130") else { return };
    assert_eq!(etags(&fresh(), "v2.9-build20260130").unwrap(), one);
    // Of the same size, on the same day.
    let other = fresh().edit("channels.yaml", "summary: A key", "summary: B key");
    other.kdm("generate").assert().success();
    let other = etags(&other, "v2.9-build2026013001").unwrap();
    assert!(one.iter().all(|etag| !other.contains(etag)), "{one:?} {other:?}");
}

#[test]
fn a_real_build_goes_packed_over_a_thin_line() {
    let what = "a real build in a real nginx";
    let Some(golden) = golden(what) else { return };
    let repository = fresh();
    let command = format!(
        "package --tag v2.9-build20260130 --build dev-v2.9={} --out image",
        golden.join("lines/dev-v2.9/data.json").display()
    );
    assert!(said(&repository, &command).starts_with("exit code 0"));
    let Some(nginx) = Nginx::start(&repository.path().join("image"), what) else { return };
    let path = "/kontainer-driver-metadata/dev-v2.9/data.json";
    assert_eq!(nginx.ask(path, &[]).1.len(), 11_215_022);
    let (_, packed) = nginx.ask(path, &["-H", "Accept-Encoding: gzip"]);
    assert!(packed.len() < 1_300_000, "{} bytes", packed.len());
}
