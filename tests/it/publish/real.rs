//! To a real S3 server.

use std::{
    fs,
    process::Stdio,
    time::{Duration, Instant},
};

use super::{
    BRANCH, KEY, SECRET, fresh, kdm, next, said,
    servers::{S3, environment, names_below},
};
use crate::support::{Repository, skipped};

fn to(s3: &S3) -> Vec<(&'static str, String)> {
    environment(&s3.endpoint())
}

#[test]
fn a_build_is_created_left_alone_and_replaced() {
    let Some(s3) = S3::start("publishing to a real server") else { return };
    let repository = fresh().with("list.txt", "rancher/x:1\n");
    let command = format!("publish --to s3://releases/cdn --branch {BRANCH} --with list.txt");
    let run = |repository: &Repository| said(&mut kdm(repository, &to(&s3), &command));

    // Others first, data.json last.
    let first = run(&repository);
    let lines: Vec<_> = first.lines().collect();
    assert_eq!(lines[0], "exit code 0");
    assert!(
        lines[1].starts_with("kontainer-driver-metadata/release-v2.9/list.txt: created; 12 bytes"),
        "{first}"
    );
    assert!(lines[2].starts_with(&format!("{KEY}: created; ")), "{first}");
    let there = s3.path(&format!("cdn/{KEY}"));
    assert_eq!(fs::read_to_string(&there).unwrap(), repository.read("data/data.json"));

    // The same again is not sent.
    let before = fs::metadata(&there).unwrap().modified().unwrap();
    let again = run(&repository);
    assert_eq!(again.matches(": unchanged; ").count(), 2, "{again}");
    assert_eq!(fs::metadata(&there).unwrap().modified().unwrap(), before);

    // What comes next replaces it, and a dry run only says so.
    let repository = next(repository);
    let dry = said(&mut kdm(&repository, &to(&s3), &format!("{command} --dry-run")));
    assert!(dry.contains(&format!("{KEY}: would be replaced; ")) && dry.contains("; before: "), "{dry}");
    assert_ne!(fs::read_to_string(&there).unwrap(), repository.read("data/data.json"));
    let replaced = run(&repository);
    assert!(replaced.contains(&format!("{KEY}: replaced; ")), "{replaced}");
    assert_eq!(fs::read_to_string(&there).unwrap(), repository.read("data/data.json"));
    assert_eq!(names_below(&s3.path("")).len(), 2);
}

#[test]
fn what_is_published_has_upstreams_headers_and_one_digest() {
    let Some(s3) = S3::start("the headers of what is published") else { return };
    let pin = "upstream:\n  commit: 7c2ba528f3463bcef49d456717d9924fbc9a0ad8\n  sha256: 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\n";
    let repository = fresh().with("data/kdm.yaml", pin);
    let out = said(&mut kdm(&repository, &to(&s3), &format!("publish --to s3://releases --branch {BRANCH}")));
    assert!(out.starts_with("exit code 0"), "{out}");
    let head = std::process::Command::new("curl")
        .args([
            "--silent",
            "--head",
            "--aws-sigv4",
            "aws:amz:us-east-1:s3",
            "--user",
            &format!("{}:{SECRET}", super::servers::KEY),
        ])
        .args(["-H", "x-amz-content-sha256: UNSIGNED-PAYLOAD", &format!("{}/releases/{KEY}", s3.endpoint())])
        .output()
        .unwrap();
    let head = String::from_utf8(head.stdout).unwrap().to_ascii_lowercase();
    let digest = sha256_of(&repository.read("data/data.json"));
    for expected in [
        "content-type: application/json",
        "cache-control: public,no-cache,proxy-revalidate",
        "x-amz-meta-upstream-commit: 7c2ba528f3463bcef49d456717d9924fbc9a0ad8",
        &format!("x-amz-meta-sha256: {digest}"),
    ] {
        assert!(head.lines().any(|line| line.trim_end() == expected), "{expected}: {head}");
    }
    assert!(!head.contains("content-encoding"), "Rancher's image build would keep the packed bytes: {head}");
}

pub(super) fn sha256_of(text: &str) -> String {
    use std::io::Write;
    let mut digest = kdm::emit::Digest::default();
    digest.write_all(text.as_bytes()).unwrap();
    digest.finish()
}

#[test]
fn a_tag_is_published_once() {
    let Some(s3) = S3::start("publishing a tag twice") else { return };
    let repository = fresh();
    let command = "publish --to s3://releases --tag v2.9-build20260130";
    let first = said(&mut kdm(&repository, &to(&s3), command));
    assert!(first.contains("tags/v2.9-build20260130/data.json: created; "), "{first}");
    let again = said(&mut kdm(&repository, &to(&s3), command));
    assert!(again.starts_with("exit code 0") && again.contains(": unchanged; "), "{again}");
    let repository = next(repository);
    let other = said(&mut kdm(&repository, &to(&s3), command));
    insta::assert_snapshot!(other);
}

#[test]
fn nothing_released_is_lost_but_what_is_let_through() {
    let Some(s3) = S3::start("losing what is released") else { return };
    let repository = next(fresh());
    let command = format!("publish --to s3://releases --branch {BRANCH}");
    assert!(said(&mut kdm(&repository, &to(&s3), &command)).starts_with("exit code 0"));
    let older = fresh();
    let published = fs::read_to_string(s3.path(KEY)).unwrap();
    insta::assert_snapshot!(said(&mut kdm(&older, &to(&s3), &command)));
    assert_eq!(fs::read_to_string(s3.path(KEY)).unwrap(), published);
    let allowed = said(&mut kdm(&older, &to(&s3), &format!("{command} --allow release-removed")));
    assert!(allowed.starts_with("exit code 0") && allowed.contains(": replaced; "), "{allowed}");
}

#[test]
fn a_branch_goes_back_to_what_a_tag_has() {
    let Some(s3) = S3::start("rolling back") else { return };
    let older = fresh().with("list.txt", "rancher/x:1\n");
    let publish = |repository: &Repository, arguments: &str| {
        said(&mut kdm(repository, &to(&s3), &format!("publish --to s3://releases {arguments}")))
    };
    let tag = "--tag v2.9-build20260130 --with list.txt";
    assert!(publish(&older, tag).starts_with("exit code 0"));
    let newer = next(fresh());
    assert!(publish(&newer, &format!("--branch {BRANCH}")).starts_with("exit code 0"));
    // No repository is needed for it.
    let nowhere = Repository::empty();
    let back = publish(&nowhere, &format!("--rollback v2.9-build20260130 --branch {BRANCH}"));
    insta::assert_snapshot!(back);
    assert_eq!(fs::read_to_string(s3.path(KEY)).unwrap(), older.read("data/data.json"));
    let again = publish(&nowhere, &format!("--rollback v2.9-build20260130 --branch {BRANCH}"));
    assert_eq!(again.matches(": unchanged; ").count(), 2, "{again}");
    let missing = publish(&nowhere, &format!("--rollback v2.9-build20260131 --branch {BRANCH}"));
    assert!(
        missing.starts_with("exit code 1") && missing.contains("nothing is published under this tag"),
        "{missing}"
    );
    let other = publish(&nowhere, "--rollback v2.9-build20260130 --branch release-v2.10");
    assert!(other.starts_with("exit code 1") && other.contains("is a build of v2.9"), "{other}");
}

#[test]
fn of_two_publishers_at_once_one_wins_and_the_other_says_so() {
    let Some(s3) = S3::start("two publishers at once") else { return };
    // Both are whole, and neither loses what the other one has.
    let (one, other) = (fresh(), next(fresh()));
    let environment = to(&s3);
    let start = |repository: &Repository, arguments: &str| {
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin("kdm"));
        command.args(arguments.split_whitespace()).current_dir(repository.path());
        command.envs(environment.iter().map(|(name, value)| (*name, value)));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let (mut overtaken, mut wins) = (0, 0);
    // Fifty, and on a busy machine, where one may be done before the other begins, more.
    for pair in 0..200 {
        if pair >= 50 && overtaken > 0 {
            break;
        }
        // Each pair at a key of its own, half of them where there is something already.
        let to = format!("publish --to s3://releases/pair{pair} --branch {BRANCH} --allow release-removed");
        if pair % 2 == 0 {
            let third = fresh().edit("channels.yaml", "summary: A key", "summary: The key");
            third.kdm("generate").assert().success();
            assert!(said(&mut kdm(&third, &environment, &to)).starts_with("exit code 0"));
        }
        let outputs = [start(&one, &to), start(&other, &to)].map(|child| child.wait_with_output().unwrap());
        let codes = outputs.each_ref().map(|output| output.status.code().unwrap());
        let there = fs::read_to_string(s3.path(&format!("pair{pair}/{KEY}"))).unwrap();
        let is_of_one = [&one, &other].map(|repository| there == repository.read("data/data.json"));
        assert!(is_of_one.contains(&true), "pair {pair}: what is there is one of the two, whole");
        for (output, code) in outputs.iter().zip(codes) {
            let stderr = String::from_utf8_lossy(&output.stderr);
            match code {
                0 => wins += 1,
                1 => {
                    overtaken += 1;
                    let is_said =
                        ["somebody else has published", "while it was looked at", "something else is served"];
                    assert!(is_said.iter().any(|said| stderr.contains(said)), "{stderr}");
                }
                _ => panic!("pair {pair}: {stderr}"),
            }
        }
        assert!(codes.contains(&0), "pair {pair}: one wins");
    }
    assert!(wins >= 50 && overtaken > 0, "{wins} wins, {overtaken} overtaken: none ran into the other");
}

#[test]
fn a_kill_in_the_middle_leaves_the_old_object_or_the_new_one() {
    let Some(s3) = S3::start("a kill in the middle") else { return };
    // Two megabytes, so that there is a middle.
    let large = |word: &str| {
        let long = format!("summary: {} A key", word.repeat(500_000));
        let repository = fresh().edit("channels.yaml", "summary: A key", &long);
        repository.kdm("generate").assert().success();
        repository
    };
    let (old, new) = (large("old "), large("new "));
    let environment = to(&s3);
    let command = format!("publish --to s3://releases --branch {BRANCH}");
    let first = said(&mut kdm(&old, &environment, &command));
    assert!(first.starts_with("exit code 0"), "{}", &first[..900]);
    let whole = Instant::now();
    assert!(said(&mut kdm(&new, &environment, &command)).starts_with("exit code 0"));
    let whole = whole.elapsed();
    let (mut killed, mut states) = (0, [0, 0]);
    // Fifty, and where a machine is busier or less busy than while it was measured, more.
    let is_enough = |killed: u32, states: &[u32; 2]| killed >= 10 && states.iter().all(|seen| *seen > 0);
    for nth in 0..300_u32 {
        if nth >= 50 && is_enough(killed, &states) {
            break;
        }
        let target = if nth % 2 == 0 { &old } else { &new };
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("kdm"))
            .args(command.split_whitespace())
            .current_dir(target.path())
            .envs(environment.iter().map(|(name, value)| (*name, value)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole * (nth % 50 + 1) / 51 + Duration::from_millis(1));
        let _ = child.kill();
        killed += u32::from(child.wait().unwrap().code().is_none());
        let there = fs::read(s3.path(KEY)).unwrap();
        let is = [&old, &new].map(|repository| there == repository.read("data/data.json").as_bytes());
        assert!(is.contains(&true), "run {nth}: {} bytes are there", there.len());
        states[usize::from(is[1])] += 1;
    }
    assert!(is_enough(killed, &states), "{killed} killed, {states:?}");
}

#[test]
fn a_wrong_secret_a_missing_bucket_and_a_wrong_clock_are_said_apart() {
    let Some(s3) = S3::start("what a real server refuses") else { return };
    let repository = fresh();
    let command = format!("publish --to s3://releases --branch {BRANCH}");
    let mut wrong = to(&s3);
    wrong[1].1 = format!("{}-not", super::SECRET);
    let secret = said(&mut kdm(&repository, &wrong, &command)).replace(&s3.port.to_string(), "PORT");
    insta::assert_snapshot!(secret);
    let bucket =
        said(&mut kdm(&repository, &to(&s3), &format!("publish --to s3://nothing --branch {BRANCH}")));
    insta::assert_snapshot!(bucket.replace(&s3.port.to_string(), "PORT"));
    assert!(names_below(&s3.path("")).is_empty());
    let library =
        fs::read_dir("/usr/lib/x86_64-linux-gnu/faketime").ok().and_then(|mut folder| folder.next());
    if library.is_none() {
        skipped("there is no faketime", "a clock that is 20 minutes off");
        return;
    }
    let run = |shift: &str| {
        let mut command = kdm(&repository, &to(&s3), &command);
        command
            .env("LD_PRELOAD", "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
            .env("FAKETIME", shift);
        said(&mut command)
    };
    let behind = run("-20m");
    assert!(
        behind.starts_with("exit code 2") && behind.contains("20 minutes behind the store's"),
        "{behind}"
    );
    assert!(names_below(&s3.path("")).is_empty());
    // This server takes a signature of the future; others do not.
    let ahead = run("+20m");
    assert!(ahead.starts_with("exit code 0") || ahead.contains("20 minutes ahead of the store's"), "{ahead}");
}
