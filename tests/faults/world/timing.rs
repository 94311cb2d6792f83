//! Payments at the moments at which others lose them, racing the end of the code and of the order.

use super::console::Console;
use super::payers;
use super::people;
use super::service;
use super::{END, Plan, World, in_paused_time, judges};
use crate::rounds;
use billing_contract::{Money, PayType};
use billing_core::checkout::machine::Want;
use std::time::Duration;

/// When it is paid, in milliseconds after the code is shown, and within how many seconds it must be
/// seen, by polling alone: the longest pause at that time, a tenth of it, and a few answers. Days
/// later nobody polls: it is found by the last look of the service, and seen at the next start.
const MOMENTS: [(u64, u64); 6] = [
    (1_000, 8),
    (119_900, 22),
    (120_100, 22),
    (300_000, 22),
    (7_199_000, 340),
    (8 * 24 * 3_600_000, 0),
];

/// What else happens in the same moment.
#[derive(Clone, Copy, Debug)]
enum Rival {
    Nothing,
    Renewal,
    OtherMethod,
    Cancelling,
    Service,
}

const RIVALS: [Rival; 5] =
    [Rival::Nothing, Rival::Renewal, Rival::OtherMethod, Rival::Cancelling, Rival::Service];

#[test]
fn a_payment_at_any_moment_is_credited_once_and_shown() {
    let races = u64::from(rounds(100));
    for race in 0..races {
        let (moment, seen_within) = MOMENTS[race as usize % MOMENTS.len()];
        let rival = RIVALS[(race as usize / MOMENTS.len()) % RIVALS.len()];
        let (broken, story) = in_paused_time(async move {
            let plan = Plan { seed: 1_000_000 + race, bug: None, is_told: true };
            let world = World::new(plan);
            world.weather.calm_down();
            run(&world, Duration::from_millis(moment), Duration::from_secs(seen_within), rival)
                .await;
            world.service.put_away();
            (world.story.broken(), world.story.text())
        });
        assert_eq!(broken, None, "race {race}, paid after {moment} ms, and {rival:?}:\n{story}");
    }
}

async fn run(world: &World, moment: Duration, seen_within: Duration, rival: Rival) {
    world.service.start(world, None).await;
    tokio::spawn(service::work(world.clone()));
    tokio::spawn(service::look_after(world.clone()));
    let console = &world.consoles[0];
    console.start(world);
    let id = people::begin(world, console, PayType::WechatPay, false);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let link = console.desk().offers.iter().find(|(of, _)| *of == id).map(|(_, link)| link.clone());
    let trade_no = link.and_then(|link| Some(link.rsplit_once('=')?.1.to_owned()));
    let Some(trade_no) = trade_no else {
        return world.story.broke(|| "no code was shown in calm weather".to_owned());
    };
    let day = Duration::from_secs(24 * 3600);
    if moment > day {
        console.kill(world);
    }
    tokio::time::sleep(moment - Duration::from_secs(1)).await;
    tokio::spawn(compete(world.clone(), console.clone(), rival));
    tokio::time::sleep(world.dice.millis(700..1_300)).await;
    let amount = world.books().trades.get(&trade_no).map(|trade| trade.amount);
    pay(world, &trade_no, amount.expect("the trade was made"), moment > day);
    if moment > day {
        console.start(world);
    }
    let paid = world.time.passed();
    tokio::time::sleep(seen_within).await;
    for state in console.desk().under_way() {
        let taken = world.books().payments().count() > 0;
        let restarted = matches!(rival, Rival::Service);
        let later = seen_within.is_zero();
        world.story.must(!taken || state.is_paid() || restarted || later, || {
            format!("paid at {paid:?} and not shown within {seen_within:?}")
        });
    }
    console.kill(world);
    people::see_the_end_of_it(world, END).await;
    judges::judge(world);
}

/// Pays; what can no longer be paid may have been under way, and what comes days later always was.
fn pay(world: &World, trade_no: &str, amount: Money, days_later: bool) {
    if !days_later {
        payers::pay(world, trade_no, amount);
    }
    let unpaid = world.books().payments().count() == 0;
    if days_later || unpaid && world.dice.percent(50) {
        payers::arrive(world, trade_no, amount);
    }
}

async fn compete(world: World, console: Console, rival: Rival) {
    tokio::time::sleep(world.dice.millis(700..1_300)).await;
    match rival {
        Rival::Nothing => {}
        Rival::Renewal => console.want(&world, Want::Renew),
        Rival::OtherMethod => console.want(&world, Want::Method(PayType::Alipay)),
        Rival::Cancelling => console.want(&world, Want::Cancel),
        Rival::Service => world.service.kill(),
    }
}
