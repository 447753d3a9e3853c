//! Hand-outs of the lessons inside the program: that they are made in every form, always the same, whole by
//! themselves, and that a browser is content with them on a phone, on a desk and on paper.

#![allow(clippy::unwrap_used)]

use assert_cmd::Command as Program;
use html5ever::ParseOpts;
use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use std::fs;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use v6dojo::lesson::{Lang, Lesson, library};
use v6dojo::tui::draw::dump;
use v6dojo::tui::handout::{Answers, Medium, Order, cast, drawings, html, markdown};

fn lessons() -> Vec<Arc<Lesson>> {
    library::embedded().iter().map(|source| Arc::new(source.load().unwrap())).collect()
}

fn order(lesson: &Arc<Lesson>, langs: &[Lang], answers: Answers) -> Order {
    Order { lesson: Arc::clone(lesson), langs: langs.to_vec(), answers, medium: Medium::Screen }
}

/// Every order there can be.
fn orders(lesson: &Arc<Lesson>) -> Vec<Order> {
    let langs: [&[Lang]; 3] = [&[Lang::Ja], &[Lang::En], &[Lang::Ja, Lang::En]];
    let of = |langs: &[Lang]| [Answers::Given, Answers::Blank].map(|answers| order(lesson, langs, answers));
    langs.into_iter().flat_map(of).collect()
}

/// Every element of a page with its attributes.
fn elements(node: &Handle, found: &mut Vec<(String, Vec<(String, String)>)>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let attrs = attrs.borrow().iter().map(|it| (it.name.local.to_string(), it.value.to_string())).collect();
        found.push((name.local.to_string(), attrs));
    }
    node.children.borrow().iter().for_each(|child| elements(child, found));
}

fn parsed(page: &str) -> Vec<(String, Vec<(String, String)>)> {
    let dom = html5ever::parse_document(RcDom::default(), ParseOpts::default()).one(page);
    assert!(dom.errors.borrow().is_empty(), "{:?}", dom.errors.borrow());
    let mut found = Vec::new();
    elements(&dom.document, &mut found);
    found
}

#[test]
fn every_lesson_is_a_page_that_is_well_formed_and_needs_nothing_else() {
    for lesson in lessons() {
        for order in orders(&lesson) {
            let page = html(&order);
            let elements = parsed(&page);
            for (name, attributes) in &elements {
                for (attribute, value) in attributes {
                    let loads = matches!(attribute.as_str(), "src" | "href" | "srcset" | "data" | "action" | "poster");
                    assert!(!loads || value.starts_with('#'), "{}: <{name} {attribute}={value}>", lesson.id);
                    assert!(!attribute.starts_with("on"), "{}: <{name} {attribute}>", lesson.id);
                }
            }
            assert!(!page.contains("@import") && !page.contains("url("), "{}", lesson.id);
            let count = |wanted: &str| elements.iter().filter(|(name, _)| name == wanted).count();
            assert_eq!((count("h1"), count("h2"), count("main")), (1, lesson.steps.len(), 1), "{}", lesson.id);
            assert!(count("svg") > 0, "{}", lesson.id);
            let targets: Vec<&String> =
                elements.iter().flat_map(|(_, all)| all).filter(|it| it.0 == "id").map(|it| &it.1).collect();
            for (_, target) in elements.iter().flat_map(|(_, all)| all).filter(|it| it.0 == "href") {
                assert!(targets.iter().any(|id| format!("#{id}") == *target), "{}: {target} leads nowhere", lesson.id);
            }
        }
    }
}

#[test]
fn the_same_lesson_gives_the_same_bytes() {
    let lesson = &lessons()[0];
    let order = order(lesson, &[Lang::Ja, Lang::En], Answers::Given);
    assert_eq!(html(&order), html(&order));
    assert_eq!(markdown(&order), markdown(&order));
    assert_eq!(drawings(&order), drawings(&order));
}

#[test]
fn what_is_to_be_found_out_is_not_in_a_sheet_with_blanks() {
    for lesson in lessons() {
        for order in orders(&lesson).into_iter().filter(|order| order.answers == Answers::Blank) {
            let (page, text) = (html(&order), markdown(&order));
            for line in lesson.steps.iter().flat_map(|step| &step.solution) {
                let given = lesson
                    .steps
                    .iter()
                    .any(|step| order.langs.iter().any(|lang| step.text.in_(*lang).contains(&line.text)));
                if line.text.starts_with("aws ") && !given {
                    assert!(!text.contains(&line.text), "{}: {}", lesson.id, line.text);
                }
            }
            assert!(!page.contains("class=\"flow\"") && !page.contains("class=\"answer\""), "{}", lesson.id);
        }
    }
}

/// The part of a document from one head to the next.
fn part<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let begin = text.find(from).unwrap_or_else(|| panic!("{from}"));
    let end = text[begin + from.len()..].find(to).map_or(text.len(), |at| begin + from.len() + at);
    &text[begin..end]
}

#[test]
fn a_step_reads_well_as_markdown_and_as_html() {
    let lesson = lessons().into_iter().find(|lesson| lesson.id == "nat64-dns64").unwrap();
    let number = lesson.step("dns64").or(lesson.step("nat64-route")).unwrap() + 1;
    let (from, to) = (format!("## {number}. "), format!("## {}. ", number + 1));
    for (lang, answers, name) in [
        (Lang::Ja, Answers::Given, "markdown-ja"),
        (Lang::En, Answers::Given, "markdown-en"),
        (Lang::En, Answers::Blank, "markdown-en-blank"),
    ] {
        insta::assert_snapshot!(name, part(&markdown(&order(&lesson, &[lang], answers)), &from, &to));
    }
    let page = html(&order(&lesson, &[Lang::Ja, Lang::En], Answers::Given));
    insta::assert_snapshot!("html-contents", part(&page, "<nav", "</nav>").replace("</li>", "</li>\n"));
}

#[test]
fn diagrams_are_well_formed_and_have_names_of_their_own() {
    for lesson in lessons() {
        let files = drawings(&order(&lesson, &[Lang::Ja, Lang::En], Answers::Given));
        let mut names: Vec<&String> = files.iter().map(|(name, _)| name).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), files.len(), "{}", lesson.id);
        for (name, text) in &files {
            roxmltree::Document::parse(text).unwrap_or_else(|why| panic!("{name}: {why}"));
        }
    }
}

fn side(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).unwrap()
}

#[test]
fn a_recording_ends_on_the_screen_where_the_lesson_ends() {
    // The shortest lesson is enough for the way; all of them are played where there is time.
    let all = std::env::var_os("V6DOJO_CASTS").is_some();
    let mut lessons = lessons();
    lessons.sort_by_key(|lesson| lesson.steps.iter().map(|step| 1 + step.solution.len()).sum::<usize>());
    for lesson in lessons.iter().take(if all { usize::MAX } else { 1 }) {
        for (lang, step) in [(Lang::Ja, "手順"), (Lang::En, "step")] {
            let made = cast(&order(lesson, &[lang], Answers::Given)).unwrap();
            let shown = replayed(&made.cast);
            assert_eq!(shown, dump(&made.end), "{}: the terminal shows what the program drew", lesson.id);
            let last = format!("{step} {0} / {0}", lesson.steps.len());
            assert!(shown.contains(&last), "{}: the last step is not reached:\n{shown}", lesson.id);
        }
    }
}

/// The screen of a terminal that a recording was played in.
fn replayed(cast: &str) -> String {
    let mut terminal = vt100::Parser::new(side(40), side(120), 0);
    let mut last = 0.0;
    for line in cast.lines().skip(1) {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        let at = event[0].as_f64().unwrap();
        assert!(at >= last, "time runs forward");
        last = at;
        terminal.process(event[2].as_str().unwrap().as_bytes());
    }
    terminal.screen().rows(0, 120).map(|row| row.trim_end().to_owned() + "\n").collect()
}

#[test]
fn the_command_writes_files_and_folders_and_says_what_it_needs() {
    let folder = tempfile::tempdir().unwrap();
    let handout = |arguments: &[&str]| {
        Program::cargo_bin("v6dojo")
            .unwrap()
            .current_dir(folder.path())
            .arg("handout")
            .args(arguments)
            .output()
            .unwrap()
    };
    assert!(handout(&["nat64-dns64", "-o", "a.md", "--lang", "en"]).status.success());
    assert!(fs::read_to_string(folder.path().join("a.md")).unwrap().starts_with("# From an IPv6-only"));
    assert!(handout(&["nat64-dns64", "--format", "svg", "-o", "d", "--lang", "both"]).status.success());
    assert!(
        folder.path().join("d/01-welcome-map.ja.svg").exists()
            || fs::read_dir(folder.path().join("d")).unwrap().count() > 20
    );
    let refused = |arguments: &[&str], wanted: &str| {
        let done = handout(arguments);
        let said = String::from_utf8(done.stderr).unwrap();
        assert!(!done.status.success() && said.contains(wanted), "{said}");
    };
    refused(&["nat64-dns64", "--format", "svg", "--lang", "en"], "-o");
    refused(&["nothing", "--lang", "en"], "there is no lesson nothing");
    refused(&["nat64-dns64", "--format", "cast", "--no-answers", "--lang", "en"], "--no-answers");
    refused(&["nat64-dns64", "-o", "a.pdf", "--lang", "en"], "--format pdf");
    refused(&["nat64-dns64", "-o", "a.svg", "--lang", "en"], "FOLDER");
    refused(&["nat64-dns64", "-o", "a.docx", "--lang", "en"], ".md, .html or .cast");
    let own = folder.path().join("own.yaml");
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/lessons/filters.yaml"), &own).unwrap();
    let before = fs::read(&own).unwrap();
    refused(&["own.yaml", "--format", "html", "-o", "own.yaml", "--lang", "en"], "the lesson itself");
    assert_eq!(fs::read(&own).unwrap(), before);
}

#[test]
fn a_sheet_to_fill_in_tells_no_outcome_among_its_goals_and_a_silent_command_is_told_as_silent() {
    let lesson = lessons().into_iter().find(|lesson| lesson.id == "nat64-dns64").unwrap();
    let sheet = |answers| markdown(&order(&lesson, &[Lang::En], answers));
    let (given, blank) = (sheet(Answers::Given), sheet(Answers::Blank));
    assert!(given.contains("- [ ] curl GitHub: answered, by NAT64") && given.contains("(no output)"));
    assert!(!blank.contains("curl GitHub: answered, by NAT64") && blank.contains("- [ ] DNS64"), "{blank}");
}

/// A browser without a window, if there is one.
fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome", "headless_shell"];
    std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name))).find(|file| file.is_file())
}

/// What a page says of itself when its window is this wide: its console's errors, and what is too wide.
fn opened(browser: &Path, page: &Path, wide: u32) -> String {
    let text = fs::read_to_string(page).unwrap();
    // A frame of that width stands for a window of it: no browser has a narrower window than 500 pixels.
    let probe = r#"<script>addEventListener("load",()=>{const root=document.documentElement;
        const forms=[...document.querySelectorAll(".flow")];
        const hands=forms.filter(f=>!f.querySelector(".hand").hidden).length;
        forms.forEach(f=>f.querySelectorAll("button")[1].click());
        const moved=forms.filter(f=>f.querySelectorAll(".frames > li").length>1&&!f.querySelectorAll(".frames > li")[1].hidden).length;
        parent.postMessage([root.scrollWidth,root.clientWidth,hands,forms.length,moved,window.failed||0].join(" "),"*")})</script>"#;
    let early = "<script>window.failed=0;addEventListener('error',()=>{window.failed++});console.error=()=>{window.failed++}</script>";
    let text =
        text.replacen("<style>", &format!("{early}<style>"), 1).replacen("</body>", &format!("{probe}</body>"), 1);
    let inner = page.with_extension("probed.html");
    fs::write(&inner, text).unwrap();
    let outer = page.with_extension("outer.html");
    let name = inner.file_name().unwrap().to_str().unwrap();
    fs::write(&outer, format!(
        "<!DOCTYPE html><title>-</title><p id=said></p><iframe src=\"{name}\" style=\"width:{wide}px;height:800px;border:0\"></iframe>\
         <script>addEventListener('message',e=>{{document.getElementById('said').textContent='said '+e.data+' end'}})</script>"
    )).unwrap();
    let profile = tempfile::tempdir().unwrap();
    let done = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=15000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("file://{}", outer.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&done.stdout).into_owned();
    let said = dom.split("said ").nth(1).and_then(|rest| rest.split(" end").next());
    said.unwrap_or_else(|| panic!("the page said nothing: {dom}")).to_owned()
}

#[test]
fn a_browser_shows_it_on_a_phone_and_on_a_desk_and_prints_it() {
    let Some(browser) = browser() else {
        println!("skipped: there is no Chromium (chromium, chromium-browser, google-chrome, headless_shell)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let lesson = lessons().into_iter().find(|lesson| lesson.id == "nat64-dns64").unwrap();
    for (name, langs) in [("ja", vec![Lang::Ja]), ("both", vec![Lang::Ja, Lang::En])] {
        let page = folder.path().join(format!("{name}.html"));
        fs::write(&page, html(&order(&lesson, &langs, Answers::Given))).unwrap();
        for wide in [375, 1280] {
            let said = opened(&browser, &page, wide);
            let numbers: Vec<u32> = said.split(' ').map(|word| word.parse().unwrap()).collect();
            let [needed, there, hands, flows, moved, failed] = numbers[..] else { panic!("{said}") };
            assert!(needed <= there, "{name} at {wide} pixels is {needed} wide");
            assert!(there <= wide, "{said}");
            assert_eq!(
                (hands, moved, failed),
                (flows, flows, 0),
                "{name}: every flow can be watched, without an error"
            );
        }
    }
    let page = folder.path().join("sheet.html");
    let sheet = Order { medium: Medium::Paper, ..order(&lesson, &[Lang::Ja], Answers::Given) };
    fs::write(&page, html(&sheet)).unwrap();
    let pdf = folder.path().join("sheet.pdf");
    let done = Command::new(&browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(format!("--print-to-pdf={}", pdf.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    assert!(fs::read(&pdf).is_ok_and(|pdf| pdf.starts_with(b"%PDF")), "{}", String::from_utf8_lossy(&done.stderr));
}
