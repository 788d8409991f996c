//! What goes wrong on the way, each said once and with what to do; and no secret in any of it (see [`super::said`]).

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use super::{
    BRANCH, KEY, fresh, kdm, next, said,
    servers::{Answered, SECRET, Server, answer, environment, refusal},
};
use crate::support::Repository;

/// A server, and what is said of it; its port is not part of that.
fn publish(repository: &Repository, server: &Server, more: &str) -> String {
    let environment = environment(&format!("http://127.0.0.1:{}", server.port));
    let command = format!("publish --to s3://releases --branch {BRANCH} --timeout 1 {more}");
    said(&mut kdm(repository, &environment, &command)).replace(&server.port.to_string(), "PORT")
}

/// A store that has an object, and takes what is put.
fn with(object: &'static str) -> impl Fn(&str) -> Answered {
    move |method| match method {
        "PUT" => answer("200 OK", &[], b""),
        "HEAD" => Some(
            format!("HTTP/1.1 200 OK\r\netag: \"1\"\r\ncontent-length: {}\r\n\r\n", object.len())
                .into_bytes(),
        ),
        _ => answer("200 OK", &[("etag", "\"1\"")], object.as_bytes()),
    }
}

#[test]
fn without_credentials_nothing_is_asked() {
    let repository = fresh();
    let command = format!("publish --to s3://releases --branch {BRANCH}");
    let region = ("AWS_REGION", "eu-central-1".to_owned());
    insta::assert_snapshot!(said(&mut kdm(&repository, std::slice::from_ref(&region), &command)));
    let half = [region, ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned())];
    insta::assert_snapshot!(said(&mut kdm(&repository, &half, &command)));
    insta::assert_snapshot!(said(&mut kdm(&repository, &environment("http://s3.example.org"), &command)));
    let address = format!("publish --to s3://{SECRET}@releases --branch {BRANCH}");
    insta::assert_snapshot!(said(&mut kdm(&repository, &[], &address)));
}

#[test]
fn a_wrong_branch_or_tag_gets_the_right_form() {
    let repository = fresh();
    for arguments in [
        "--branch v2.9",
        "--tag release-v2.9-build20260130",
        "--tag v2.9-build20260230",
        "",
        "--branch release-v2.9 --tag v2.9.1",
        "--rollback v2.9.1",
    ] {
        let said = said(&mut kdm(&repository, &[], &format!("publish --to s3://releases {arguments}")));
        assert!(said.starts_with("exit code 2"), "{said}");
        insta::assert_snapshot!(said);
    }
}

#[test]
fn a_stale_build_is_not_published() {
    let repository = fresh().edit("channels.yaml", "summary: A key", "summary: The key");
    let server = Server::start(|_| panic!("nothing is asked"));
    insta::assert_snapshot!(publish(&repository, &server, ""));
    let repository = fresh().without("data/data.json");
    insta::assert_snapshot!(publish(&repository, &server, ""));
    assert!(server.methods().is_empty());
}

#[test]
fn a_build_of_another_line_is_not_published() {
    let server = Server::start(|_| refusal("404 Not Found", "NoSuchKey"));
    let environment = environment(&format!("http://127.0.0.1:{}", server.port));
    let command = "publish --to s3://releases --branch release-v2.10";
    insta::assert_snapshot!(said(&mut kdm(&fresh(), &environment, command)));
    assert!(!server.methods().contains(&"PUT".to_owned()));
}

#[test]
fn what_is_there_must_be_a_build() {
    let object = with("<html>oops</html>");
    let server = Server::start(move |asked| object(&asked.method));
    insta::assert_snapshot!(publish(&fresh(), &server, ""));
    assert!(!server.methods().contains(&"PUT".to_owned()));
}

#[test]
fn a_redirect_is_not_followed() {
    let other = Server::start(|_| answer("200 OK", &[], b"{}"));
    let to = format!("http://127.0.0.1:{}/x", other.port);
    let server = Server::start(move |_| {
        answer("301 Moved Permanently", &[("location", &to), ("x-amz-bucket-region", "eu-west-1")], b"")
    });
    insta::assert_snapshot!(publish(&fresh(), &server, ""));
    assert!(other.methods().is_empty());
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let server = Server::start(|_| None);
    insta::assert_snapshot!(publish(&fresh(), &server, ""));
}

#[test]
fn a_server_that_is_not_there_is_given_up() {
    let environment = environment(&format!("http://127.0.0.1:{}", super::servers::free_port()));
    let command = format!("publish --to s3://releases --branch {BRANCH}");
    let said = said(&mut kdm(&fresh(), &environment, &command));
    assert!(said.starts_with("exit code 2") && said.to_lowercase().contains("connection refused"), "{said}");
}

#[test]
fn what_is_no_http_is_said() {
    let server = Server::start(|_| Some(b"220 mail.example.org ESMTP\r\n\r\n".to_vec()));
    insta::assert_snapshot!(publish(&fresh(), &server, ""));
}

#[test]
fn faults_of_the_server_are_tried_again_three_times() {
    let (tries, count) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&tries);
    let server = Server::start(move |_| {
        seen.fetch_add(1, Ordering::SeqCst);
        answer("503 Slow Down", &[], b"<Error><Code>SlowDown</Code></Error>")
    });
    insta::assert_snapshot!(publish(&fresh(), &server, ""));
    assert_eq!(tries.load(Ordering::SeqCst), 4);

    // A put whose answer is lost is there all the same: the next try is told that, and it is ours.
    let repository = fresh();
    let bytes = repository.read("data/data.json");
    let sha256 = super::real::sha256_of(&bytes);
    let seen = Arc::clone(&count);
    let server = Server::start(move |asked| {
        let puts = seen.load(Ordering::SeqCst);
        let headers = [
            ("etag", "\"1\""),
            ("content-type", "application/json"),
            ("cache-control", "public,no-cache,proxy-revalidate"),
            ("x-amz-meta-sha256", sha256.as_str()),
        ];
        match (asked.method.as_str(), puts) {
            ("PUT", 0) => {
                seen.fetch_add(1, Ordering::SeqCst);
                Some(Vec::new())
            }
            ("PUT", _) => refusal("412 Precondition Failed", "PreconditionFailed"),
            (_, 0) => refusal("404 Not Found", "NoSuchKey"),
            ("HEAD", _) => {
                let mut whole = answer("200 OK", &headers, bytes.as_bytes())?;
                whole.truncate(whole.len() - bytes.len());
                Some(whole)
            }
            _ => answer("200 OK", &headers, bytes.as_bytes()),
        }
    });
    let said = publish(&repository, &server, "");
    assert!(said.starts_with("exit code 0") && said.contains(": created; "), "{said}");
}

#[test]
fn what_is_read_back_must_be_what_was_sent() {
    let other = |cut: usize| {
        let count = AtomicUsize::new(0);
        Server::start(move |asked| match asked.method.as_str() {
            "PUT" => {
                count.fetch_add(1, Ordering::SeqCst);
                answer("200 OK", &[], b"")
            }
            _ if count.load(Ordering::SeqCst) == 0 => refusal("404 Not Found", "NoSuchKey"),
            _ => {
                let mut whole = answer("200 OK", &[("etag", "\"1\"")], b"{\"k3s\": {}}")?;
                whole.truncate(whole.len() - cut);
                Some(whole)
            }
        })
    };
    insta::assert_snapshot!(publish(&fresh(), &other(0), ""));
    insta::assert_snapshot!(publish(&fresh(), &other(4), ""));
}

#[test]
fn consumers_are_asked_what_they_get() {
    // A cache that has the old file for two more reads.
    let repository = fresh();
    let new = repository.read("data/data.json");
    let reads = AtomicUsize::new(0);
    let cache = Server::start(move |asked| {
        assert!(asked.path == format!("/site/{KEY}") && asked.header("authorization").is_none(), "{asked:?}");
        let is_old = reads.fetch_add(1, Ordering::SeqCst) < 2;
        answer("200 OK", &[], if is_old { b"{}" } else { new.as_bytes() })
    });
    let store = || {
        Server::start(|asked| match asked.method.as_str() {
            "PUT" => answer("200 OK", &[], b""),
            _ => refusal("404 Not Found", "NoSuchKey"),
        })
    };
    let verify = |port: u16| format!("--verify-url http://127.0.0.1:{port}/site/");
    let said = publish(&repository, &store(), &verify(cache.port));
    assert!(said.starts_with("exit code 0"), "{said}");
    assert_eq!(cache.methods().len(), 3);
    let missing = Server::start(|_| answer("404 Not Found", &[], b""));
    let said =
        publish(&repository, &store(), &verify(missing.port)).replace(&missing.port.to_string(), "OTHER");
    insta::assert_snapshot!(said);
}

#[test]
fn a_clock_that_is_off_is_said() {
    let server = Server::start(|_| {
        answer(
            "403 Forbidden",
            &[("date", "Mon, 30 Nov 2020 08:00:00 GMT")],
            b"<Error><Code>AccessDenied</Code></Error>",
        )
    });
    let said = publish(&fresh(), &server, "");
    assert!(said.contains("minutes ahead of the store's, and signatures hold for a short time"), "{said}");
}

#[test]
fn what_a_store_says_leads_nowhere() {
    let build = next(fresh()).read("data/data.json");
    let sha256 = super::real::sha256_of(&build);
    let server = Server::start(move |asked| {
        let headers = [
            ("etag", "\"1\""),
            ("x-amz-meta-sha256", sha256.as_str()),
            ("x-amz-meta-with", "../../x,##[error]"),
        ];
        let mut whole = answer("200 OK", &headers, build.as_bytes())?;
        if asked.method == "HEAD" {
            whole.truncate(whole.len() - build.len());
        }
        Some(whole)
    });
    let environment = environment(&format!("http://127.0.0.1:{}", server.port));
    let command = format!("publish --to s3://releases --rollback v2.9.1 --branch {BRANCH}");
    let said = said(&mut kdm(&fresh(), &environment, &command));
    assert!(said.starts_with("exit code 1") && said.contains("which is not a valid file name"), "{said}");
    assert!(!said.contains("##[") && !server.methods().contains(&"PUT".to_owned()), "{said}");
}

#[test]
fn files_beside_a_build_have_names_of_their_own() {
    let repository =
        fresh().with("data.json", "{}").with("a b.txt", "").with("x/list.txt", "").with("y/list.txt", "");
    let server = Server::start(|_| panic!("nothing is asked"));
    for (files, why) in [
        ("--with data.json", "it has the same name"),
        ("--with nothing.txt", "nothing.txt"),
        ("--with x/list.txt --with y/list.txt", "two files of `--with` have the name `list.txt`"),
        ("--with data", "directory"),
    ] {
        let said = publish(&repository, &server, files);
        assert!(said.starts_with("exit code 2") && said.contains(why), "{said}");
    }
}

#[test]
fn what_metadata_says_is_not_believed() {
    // Somebody has put other bytes there and kept the metadata: they are compared, and replaced.
    let repository = fresh();
    let sha256 = super::real::sha256_of(&repository.read("data/data.json"));
    let newer = next(fresh()).read("data/data.json");
    let server = Server::start(move |asked| {
        let headers = [
            ("etag", "\"1\""),
            ("content-type", "application/json"),
            ("cache-control", "public,no-cache,proxy-revalidate"),
            ("x-amz-meta-sha256", sha256.as_str()),
        ];
        match asked.method.as_str() {
            "PUT" => answer("200 OK", &[], b""),
            _ => answer("200 OK", &headers, newer.as_bytes()),
        }
    });
    let said = publish(&repository, &server, "");
    assert!(said.starts_with("exit code 1") && said.contains("error[release-removed]"), "{said}");
    assert!(!server.methods().contains(&"PUT".to_owned()));
}

#[test]
fn a_gzip_that_never_ends_is_given_up() {
    // 300 MB in 300 KB.
    let bomb = kdm::emit::gzip(&vec![0; 300 << 20]);
    let server = Server::start(move |_| {
        answer("200 OK", &[("x-goog-generation", "1"), ("content-encoding", "gzip")], &bomb)
    });
    let environment = [
        ("GOOGLE_OAUTH_ACCESS_TOKEN", SECRET.to_owned()),
        ("STORAGE_EMULATOR_HOST", format!("127.0.0.1:{}", server.port)),
    ];
    let said =
        said(&mut kdm(&fresh(), &environment, &format!("publish --to gs://releases --branch {BRANCH}")));
    assert!(said.starts_with("exit code 1") && said.contains("unpacked it has more than 256 MB"), "{said}");
}

#[test]
fn a_proxy_gets_nothing_that_is_for_this_machine() {
    let proxy = Server::start(|_| refusal("500 Proxy", "Proxy"));
    let server = Server::start(|_| refusal("404 Not Found", "NoSuchBucket"));
    let mut environment = environment(&format!("http://127.0.0.1:{}", server.port));
    environment.push(("HTTP_PROXY", format!("http://127.0.0.1:{}", proxy.port)));
    environment.push(("HTTPS_PROXY", format!("http://127.0.0.1:{}", proxy.port)));
    let command = format!("publish --to s3://releases --branch {BRANCH}");
    let there = said(&mut kdm(&fresh(), &environment, &command));
    assert!(there.contains("NoSuchBucket") && proxy.methods().is_empty(), "{there}");
    // One that is no proxy is not passed over.
    let bad = [
        ("AWS_ACCESS_KEY_ID", "k".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
        ("AWS_REGION", "eu-central-1".to_owned()),
        ("HTTPS_PROXY", format!("http://u:{SECRET}@[::bad:1")),
    ];
    let refused = said(&mut kdm(&fresh(), &bad, &command));
    assert!(
        refused.starts_with("exit code 2") && refused.contains("HTTPS_PROXY is not the address of a proxy"),
        "{refused}"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_behind_the_output_does_not_split_a_publication() {
    let repository = fresh().with("list.txt", "x");
    let site = Repository::empty();
    let to = format!("publish --to file://{} --branch {BRANCH} --with list.txt", site.path().display());
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = std::process::Command::new(assert_cmd::cargo::cargo_bin("kdm"))
        .args(to.split_whitespace())
        .current_dir(repository.path())
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is published at file://"));
    assert_eq!(super::servers::names_below(site.path()).len(), 2);
}

#[test]
fn who_is_overtaken_says_so_and_leaves_the_other_alone() {
    // Between the look and the put somebody else has put another build there.
    let old = fresh().read("data/data.json");
    let server = Server::start(move |asked| match asked.method.as_str() {
        "PUT" => {
            assert_eq!(asked.header("if-match"), Some("\"1\""));
            refusal("412 Precondition Failed", "PreconditionFailed")
        }
        _ => answer("200 OK", &[("etag", "\"1\"")], old.as_bytes()),
    });
    let overtaken = publish(&next(fresh()), &server, "");
    assert!(
        overtaken.starts_with("exit code 1") && overtaken.contains("somebody else has published"),
        "{overtaken}"
    );
    assert_eq!(server.methods().iter().filter(|method| *method == "PUT").count(), 1);
}
