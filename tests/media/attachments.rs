//! Attachments of notices: what is taken and what is not, who may fetch them, and how they are sent.

use std::io::{Cursor, Write};

use chrono::Duration;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::jobs::{do_jobs, do_timed_work};
use crate::harness::media::{attach, fetch, form, send_to, try_attach, upload};
use crate::harness::notices;
use crate::harness::on_both_stores;
use crate::harness::sql::count;
use crate::harness::town::{Town, staff, text};
use crate::harness::world::{Person, World, error_of, request_id};

on_both_stores!(
    a_notice_hands_out_documents,
    documents_that_act_or_are_none_are_refused,
    attachments_are_for_staff_and_go_unless_they_are_used,
);

const ATTACHMENTS: &str = "attachments { id name kind bytes url }";

fn pdf(body: &str) -> Vec<u8> {
    format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog {body} >>\nendobj\ntrailer\n%%EOF\n").into_bytes()
}

fn book(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(content).expect("content");
    }
    zip.finish().expect("an archive").into_inner()
}

const PARTS: [(&str, &[u8]); 2] = [("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>")];

async fn attachments(world: &World, who: &Person, notice: &Value) -> Vec<Value> {
    let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Notice {{ {ATTACHMENTS} }} }} }}");
    let seen = world.get(who, &query, json!({ "id": notice })).await;
    seen["node"]["attachments"].as_array().cloned().unwrap_or_default()
}

async fn node(world: &World, who: &Person, id: &str) -> Value {
    world.get(who, "query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await["node"].take()
}

async fn a_notice_hands_out_documents(world: &World) {
    let town = Town::build(world).await;
    let (by, here) = (&town.staff[0], &town.communities[0]);
    let neighbour = town.resident(world, "neighbour", 0, None).await;
    let stranger = town.resident(world, "stranger", 1, None).await;
    let (id, file) = (request_id(), pdf(""));
    let (status, first) = try_attach(world, Some(by), &id, "C:\\通知\\停水 \"范围\".pdf", &file).await;
    assert_eq!((status, &first["name"]), (200, &json!("停水 _范围_.pdf")), "{first}");
    assert_eq!(try_attach(world, Some(by), &id, "C:\\通知\\停水 \"范围\".pdf", &file).await, (200, first.clone()));
    let (status, second) = try_attach(world, Some(by), &request_id(), "名单.xls", &book(&PARTS)).await;
    assert_eq!((status, &second["name"]), (200, &json!("名单.xls.xlsx")), "{second}");
    let first = text(&first["id"]);
    assert_eq!(node(world, &neighbour, &first).await, Value::Null);
    assert_eq!(node(world, &town.city_admin, &first).await, Value::Null);
    assert_eq!(node(world, by, &first).await["id"], json!(first));

    let input = notices::notice(here, "停水通知", json!({ "attachmentIds": [second["id"], first] }));
    let notice = world.act(by, "publishNotice", input, "... on Notice { id }").await["id"].take();
    let seen = attachments(world, &neighbour, &notice).await;
    assert_eq!([&seen[0]["name"], &seen[1]["name"]], ["名单.xls.xlsx", "停水 _范围_.pdf"]);
    assert_eq!(
        [&seen[0]["kind"], &seen[1]["kind"], &seen[1]["bytes"]],
        [&json!("XLSX"), &json!("PDF"), &json!(file.len())]
    );
    let answer = fetch(world, &text(&seen[1]["url"])).await;
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers()[name].to_str().expect("a text").to_owned();
    assert_eq!([header("content-type"), header("x-content-type-options")], ["application/pdf", "nosniff"]);
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"attachment.pdf\"; filename*=UTF-8''%E5%81%9C%E6%B0%B4%20_%E8%8C%83%E5%9B%B4_.pdf"
    );
    assert_eq!(answer.bytes().await.expect("a file"), file);
    assert_eq!(node(world, &neighbour, &first).await["id"], json!(first));
    assert_eq!(node(world, &stranger, &first).await, Value::Null);
    let edited = text(&seen[1]["url"]).replace(&first, &text(&second["id"]));
    assert_eq!(fetch(world, &edited).await.status(), 403);

    // Used, foreign and unknown ones; and one kind for another.
    let other = attach(world, &town.staff[1], "a").await;
    for (ids, code) in [
        (json!([first]), "ATTACHMENT_IN_USE"),
        (json!([other]), "NOT_FOUND"),
        (json!([first, first]), "BAD_USER_INPUT"),
        (json!([upload(world, by).await]), "BAD_USER_INPUT"),
    ] {
        let input = notices::notice(here, "又一则", json!({ "attachmentIds": ids }));
        let no = world.try_act(by, "publishNotice", input, "... on Notice { id }").await;
        let refused = &no["data"]["publishNotice"];
        let told =
            refused["code"].as_str().map_or(error_of(&no), |code| (code, refused["field"].as_str().unwrap_or("")));
        assert_eq!(told, (code, "attachmentIds"), "{no}");
    }
    assert_eq!(count(world, "SELECT COUNT(*) FROM notices").await, 1, "nothing half done");

    // An edit leaves one out; its file goes. A notice that was taken back hands out nothing.
    let edit = json!({ "noticeId": notice, "version": 1, "category": "GENERAL", "title": "停水通知", "text": "改期",
        "audience": ["RESIDENTS"], "pinned": false, "attachmentIds": [first] });
    world.act(by, "editNotice", edit, "... on Notice { version }").await;
    assert_eq!(attachments(world, &neighbour, &notice).await.len(), 1);
    assert!(do_jobs(&world.ports).await.is_empty());
    assert!(world.files.join(format!("attachments/{first}")).exists());
    assert!(!world.files.join(format!("attachments/{}", text(&second["id"]))).exists());
    world.act(by, "withdrawNotice", json!({ "noticeId": notice, "reason": "误发" }), "").await;
    assert_eq!(attachments(world, &neighbour, &notice).await, [] as [Value; 0]);
    assert_eq!(node(world, &neighbour, &first).await, Value::Null);
    assert_eq!(attachments(world, by, &notice).await.len(), 1);
}

async fn documents_that_act_or_are_none_are_refused(world: &World) {
    let town = Town::build(world).await;
    let by = &town.staff[0];
    let bomb = vec![b' '; 140 * 1024 * 1024];
    for (what, file, status, code) in [
        ("a PDF with an action", pdf("/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), 422, "DOCUMENT_ACTIVE"),
        ("a PDF that launches", pdf("/AA << /O << /S /Launch /F (calc.exe) >> >>"), 422, "DOCUMENT_ACTIVE"),
        ("a PDF with a file in it", pdf("/Names << /EmbeddedFiles 4 0 R >>"), 422, "DOCUMENT_ACTIVE"),
        ("half a PDF", pdf("")[..30].to_vec(), 422, "DOCUMENT_BROKEN"),
        ("macros", book(&[PARTS[0], PARTS[1], ("xl/vbaProject.bin", b"x")]), 422, "DOCUMENT_ACTIVE"),
        ("a ZIP", book(&[("a.txt", b"x")]), 415, "NOT_A_DOCUMENT"),
        ("half a workbook", book(&PARTS)[..60].to_vec(), 422, "DOCUMENT_BROKEN"),
        ("a bomb", book(&[PARTS[0], PARTS[1], ("xl/worksheets/sheet1.xml", &bomb)]), 413, "DOCUMENT_TOO_LARGE"),
        ("an old workbook", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), 415, "NOT_A_DOCUMENT"),
        ("HTML", b"<script>alert(1)</script>".to_vec(), 415, "NOT_A_DOCUMENT"),
        ("nothing", Vec::new(), 400, "BAD_USER_INPUT"),
        ("10 MiB and a byte", vec![b'%'; 10 * 1024 * 1024 + 1], 413, "FILE_TOO_LARGE"),
    ] {
        let (came, fault) = try_attach(world, Some(by), &request_id(), "a.pdf", &file).await;
        assert_eq!((came, &fault["code"], &fault["field"]), (status, &json!(code), &json!("file")), "{what}: {fault}");
    }
    let (status, fault) = try_attach(world, Some(by), &request_id(), "..", &pdf("")).await;
    assert_eq!((status, &fault["field"]), (400, &json!("name")), "{fault}");
    assert_eq!(count(world, "SELECT COUNT(*) FROM attachments").await, 0);
    assert_eq!(std::fs::read_dir(&world.files).expect("a folder").count(), 0, "no file was written");
}

async fn attachments_are_for_staff_and_go_unless_they_are_used(world: &World) {
    let town = Town::build(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    assert_eq!(try_attach(world, None, &request_id(), "a.pdf", &pdf("")).await.0, 401);
    let (status, fault) = try_attach(world, Some(&resident), &request_id(), "a.pdf", &pdf("")).await;
    assert_eq!((status, &fault["code"]), (403, &json!("FORBIDDEN")));
    let refused = "SELECT COUNT(*) FROM audit_entries WHERE act = 'uploadAttachment' AND ending = 'refused'";
    assert_eq!(count(world, refused).await, 1);
    // As a browser names the file, without a field for it.
    let answer = send_to(
        world,
        Some(&town.staff[0]),
        "/media/attachments",
        form(&[("requestId", &request_id())], "file", &pdf("")),
    )
    .await;
    assert_eq!(answer.json::<Value>().await.expect("JSON")["name"], "tmp.jpg.pdf");
    let file = |count: usize| {
        let found = std::fs::read_dir(world.files.join("attachments")).map(|it| it.count()).unwrap_or_default();
        assert_eq!(found, count);
    };
    file(1);
    world.pass(Duration::hours(25));
    do_timed_work(&world.ports).await;
    assert!(do_jobs(&world.ports).await.is_empty());
    file(0);
    assert_eq!(count(world, "SELECT COUNT(*) FROM attachments").await, 0);
    // One that is used stays when its uploader goes; one that is not goes with them.
    let by = staff(world, &town).await;
    let used = attach(world, &by, "a").await;
    attach(world, &by, "a").await;
    let input = notices::notice(&town.communities[0], "停水通知", json!({ "attachmentIds": [used] }));
    world.act(&by, "publishNotice", input, "... on Notice { id }").await;
    let erased = world.act(&by, "eraseAccount", json!({}), "... on AccountErased { at }").await;
    assert_eq!(erased["__typename"], "AccountErased", "{erased}");
    assert!(do_jobs(&world.ports).await.is_empty());
    file(1);
}
