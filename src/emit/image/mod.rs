//! The nginx image for sites without the internet: a context that needs no build.
//!
//! Who mirrors the public path changes only the host in Rancher's setting, so the paths are those of
//! <https://releases.rancher.com>; and `/data.json`, which images of GC-KDM have had until now.

#[cfg(feature = "oci")]
mod oci;

use std::io::Write;

use flate2::{Compression, GzBuilder};

use super::Files;

#[cfg(feature = "oci")]
pub use oci::{Base, OciError, write_oci_archive};

/// The folder of what is served.
const HTML: &str = "html";

/// The first line of a Dockerfile of ours, by which a folder is known as one that may be replaced.
pub const MADE_BY: &str = "# Made by `kdm package`";

/// The configuration of nginx.
const NGINX_CONF: &str = include_str!("nginx.conf");

/// The port in it.
const PORT: u16 = 8080;

/// The user of nginx in its own images, who may write nothing.
const USER: &str = "101:101";

/// What nginx is started with: in the foreground, and with no log but what its supervisor keeps.
const ENTRYPOINT: [&str; 5] = ["nginx", "-e", "stderr", "-g", "daemon off;"];

/// Builds under the paths that are served.
#[derive(Debug, Default)]
pub struct Served(Files);

impl Served {
    /// Serves bytes at several paths, each plain and packed.
    pub fn add(&mut self, paths: &[String], bytes: &[u8]) {
        let packed = gzip(bytes);
        for path in paths {
            self.0.insert(format!("{HTML}/{path}"), bytes.to_vec());
            self.0.insert(format!("{HTML}/{path}.gz"), packed.clone());
        }
    }
}

/// Packs bytes as small as can be, the same whenever it is done.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    gzip_at(Compression::best(), bytes)
}

/// Packs bytes in half the time, and a fiftieth larger.
pub fn gzip_quickly(bytes: &[u8]) -> Vec<u8> {
    gzip_at(Compression::new(7), bytes)
}

fn gzip_at(level: Compression, bytes: &[u8]) -> Vec<u8> {
    let mut packing = GzBuilder::new().mtime(0).write(Vec::new(), level);
    // Nothing that is written to memory fails.
    let _ = packing.write_all(bytes);
    packing.finish().unwrap_or_default()
}

/// The context of an image: its Dockerfile, the configuration of nginx, and what is served. `tag` is the version of the image, and
/// `base` the image of nginx that it is made from.
pub fn render_image_context(served: Served, tag: &str, base: &str) -> Files {
    let Served(mut files) = served;
    let entrypoint = ENTRYPOINT.map(|word| format!("\"{word}\"")).join(", ");
    let dockerfile = format!(
        "{MADE_BY} for {tag}.
# `docker build .`, `podman build .` and `buildah build .` copy files and run nothing.
FROM {base}
LABEL org.opencontainers.image.title=\"kdm\" org.opencontainers.image.version=\"{tag}\"
COPY nginx.conf /etc/nginx/nginx.conf
COPY html /etc/nginx/html
USER {USER}
EXPOSE {PORT}
HEALTHCHECK --interval=30s --timeout=5s CMD [\"wget\", \"-q\", \"-O\", \"/dev/null\", \"http://127.0.0.1:{PORT}/healthz\"]
ENTRYPOINT [{entrypoint}]
CMD []
"
    );
    files.insert("Dockerfile".to_owned(), dockerfile.into_bytes());
    files.insert("nginx.conf".to_owned(), NGINX_CONF.as_bytes().to_vec());
    files
}

/// The value of Rancher's setting `rke-metadata-config` for a data.json at an address: JSON whose values are text.
pub fn render_metadata_config(url: &str) -> String {
    let url = serde_json::Value::from(url);
    format!("{{\"refresh-interval-minutes\":\"1440\",\"url\":{url}}}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_context_has_all_paths_plain_and_packed() {
        let mut served = Served::default();
        served.add(
            &["data.json".to_owned(), "kontainer-driver-metadata/release-v2.9/data.json".to_owned()],
            b"{}",
        );
        let files = render_image_context(served, "v2.9.3", "nginx:1.30.5-alpine");
        let names: Vec<_> = files.keys().map(String::as_str).collect();
        let expected = [
            "Dockerfile",
            "html/data.json",
            "html/data.json.gz",
            "html/kontainer-driver-metadata/release-v2.9/data.json",
            "html/kontainer-driver-metadata/release-v2.9/data.json.gz",
            "nginx.conf",
        ];
        assert_eq!(names, expected);
        let mut unpacked = Vec::new();
        std::io::copy(&mut flate2::read::GzDecoder::new(&files["html/data.json.gz"][..]), &mut unpacked)
            .unwrap();
        assert_eq!(unpacked, b"{}");
        insta::assert_snapshot!(String::from_utf8(files["Dockerfile"].clone()).unwrap());
        assert!(NGINX_CONF.contains(&format!("listen {PORT};")));
    }

    #[test]
    fn the_setting_is_text_in_json() {
        let setting = render_metadata_config("http://kdm/kontainer-driver-metadata/release-v2.9/data.json");
        let value: serde_json::Value = serde_json::from_str(&setting).unwrap();
        assert_eq!(value["refresh-interval-minutes"], "1440");
        assert_eq!(value["url"], "http://kdm/kontainer-driver-metadata/release-v2.9/data.json");
    }
}
