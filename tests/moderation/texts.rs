//! Every text that a client can send: whether it is checked, or why not.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::contract::Contract;
use crate::harness::on_both_stores;
use crate::harness::scene::Scene;
use crate::harness::volunteering::shift;
use crate::harness::world::{World, request_id};

on_both_stores!(every_text_of_a_member_that_others_read_is_checked);

/// What is not checked: which input fields, and why.
const UNCHECKED: [(&str, &[&str]); 3] = [
    (
        "staff or liaisons write it, who answer for it",
        &[
            "AddToRosterInput.realName",
            "AllowedScreenInput.name",
            "AwardPointsInput.deed",
            "AwardPointsInput.note",
            "BlockMemberInput.reason",
            "CreateAreaInput.name",
            "CreateDutyPointInput.name",
            "CreateDutyPointInput.place",
            "CreateUnitInput.name",
            "DecideProposalInput.reason",
            "DecideReportInput.reason",
            "EditNoticeInput.text",
            "EditNoticeInput.title",
            "EnterHoursInput.reason",
            "OfferGoodsInput.name",
            "OfferGoodsInput.pickUp",
            "OfferGoodsInput.text",
            "PublishNoticeInput.text",
            "PublishNoticeInput.title",
            "PublishPrivacyPolicyInput.text",
            "RefuseReportInInput.reason",
            "RejectWishInput.reason",
            "RevokeCertificateInput.reason",
            "SetPointRuleInput.deed",
            "VoidHoursInput.reason",
            "WithdrawNoticeInput.reason",
        ],
    ),
    (
        "it quotes what it is about, and staff alone read it; only its first letter is shown; only its writer reads it",
        &["ReportContentInput.note", "SetRealNameInput.realName", "LoginInput.device", "AskPairingInput.device"],
    ),
    (
        "it is a number or a code, and is held against its form",
        &[
            "AddToRosterInput.phone",
            "AllowPairingInput.code",
            "AllowPairingInput.digits",
            "BindPhoneInput.code",
            "CheckInAtDutyPointInput.code",
            "CheckInInput.code",
            "CheckOutInput.code",
            "EnterScreenInput.key",
            "RefusePairingInput.code",
            "TakePairingInput.code",
            "TakePairingInput.secret",
            "GiveSecondFactorCodeInput.code",
            "HandOutGoodsInput.code",
            "LoginInput.code",
            "PromptAnswerInput.templateId",
            "RefreshSessionInput.refreshToken",
        ],
    ),
];

async fn every_text_of_a_member_that_others_read_is_checked(world: &World) {
    let contract = Contract::read(world).await;
    let scene = Scene::build(world).await;
    let x = |what: &str| scene.things[0][what].clone();
    let wish = json!({ "kind": "SERVICE", "category": "HOUSEHOLD", "title": "修门铃", "text": "晚上来" });
    let activity = json!({ "communityId": x("community"), "title": "扫雪", "text": "带铲子", "place": "门口",
        "audience": "TEAM", "teamId": x("team"), "shifts": [shift(world, 5, 1, 3)] });
    let mut checked = BTreeSet::new();
    for (who, mutation, input, fields) in [
        ("author0", "postWish", wish, &["title", "text"][..]),
        ("author0", "cancelRedemption", json!({ "redemptionId": x("second redemption") }), &["reason"]),
        ("helper0", "fulfilWish", json!({ "wishId": x("held wish") }), &["text"]),
        ("helper0", "giveBackWish", json!({ "wishId": x("held wish") }), &["reason"]),
        ("helper0", "foundTeam", json!({}), &["name"]),
        ("helper0", "createActivity", activity, &["title", "text", "place"]),
        ("helper0", "cancelActivity", json!({ "activityId": x("removed activity") }), &["reason"]),
        ("member0", "endReportIn", json!({ "reportInId": x("report-in") }), &["reason"]),
    ] {
        for field in fields {
            let mut input: Value = input.clone();
            input["requestId"] = json!(request_id());
            input[*field] = json!("小小赌博一下");
            let refused = world.act(&scene.players[who].person, mutation, input, "").await;
            assert_eq!(
                json!([refused["code"], refused["field"]]),
                json!(["TEXT_RISKY", field]),
                "{mutation}: {refused}"
            );
            checked.insert(format!("{}{}Input.{field}", mutation[..1].to_uppercase(), &mutation[1..]));
        }
    }
    let told = |text: &str| checked.contains(text) || UNCHECKED.iter().any(|(_, texts)| texts.contains(&text));
    for (name, input) in contract.types.iter().filter(|(_, input)| input.kind == "INPUT_OBJECT") {
        for field in input.fields.iter().filter(|(_, field)| field.named() == "String").map(|(field, _)| field) {
            let text = format!("{name}.{field}");
            assert!(told(&text), "{text}: who reads it? Check it, or say here why not");
        }
    }
}
