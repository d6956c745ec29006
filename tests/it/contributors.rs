//! What contributors owe, as people see it: the position, their statements, the doctor.

use crate::place::{Place, cells};

/// Two contributors promised 500,000 each; called for 60,000 and 40,000 in January 2023, the province paid 10,000 in
/// time.
fn called() -> Place {
    let place = Place::new();
    place.file(
        "commands.csv",
        "action,as,booked-on,pool,district,scheme,contributor,amount,date\n\
         create,maker:ma,2023-01-03,sd,,shandong-register,,,\n\
         open-district,maker:ma,2023-01-03,sd,济南市,,,,\n\
         subscribe,maker:ma,2023-01-03,sd,济南市,,province,500000,\n\
         subscribe,maker:ma,2023-01-03,sd,济南市,,city,500000,\n\
         call-top-up,maker:ma,2023-01-04,sd,济南市,,,80000,\n\
         call-top-up,maker:ma,2023-01-05,sd,济南市,,province,20000,\n\
         contribute,maker:ma,2023-01-06,sd,济南市,,province,10000,\n\
         close-day,operator:ou,2023-02-07,,,,,,2023-02-07\n",
    );
    place.ok(&["pool", "run", "commands.csv"]);
    place
}

fn statement(place: &Place, whose: &str, form: &str) -> String {
    let form = format!("--format={form}");
    let until = ["--from=2023-01-01", "--to=2023-02-07"];
    place.ok(&[
        "pool",
        "statement",
        "--pool=sd",
        whose,
        &form,
        until[0],
        until[1],
    ])
}

#[test]
fn what_was_called_for_stands_in_the_position_and_in_each_statement() {
    let place = called();
    let position = cells(&place.ok(&["pool", "position", "--format=csv"]));
    let told = position.iter().filter(|row| row[1].contains("called"));
    let told: Vec<String> = told.map(|row| format!("{} {}", row[1], row[3])).collect();
    // 40,000 of each by 6 February and 20,000 of the province by the 7th, less 10,000: the first is over.
    assert_eq!(told, ["called 90000.00", "called-overdue 70000.00"]);
    insta::assert_snapshot!(cells(&statement(&place, "--contributor=province", "calls"))
        .iter()
        .map(|row| row[..8].join(" "))
        .collect::<Vec<_>>()
        .join("\n"), @"
    5 济南市 province 2023-01-04 40000.00 30000.00 2023-02-06 true
    6 济南市 province 2023-01-05 20000.00 20000.00 2023-02-07 false
    ");
    let text = statement(&place, "--contributor=city", "text");
    let own: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("2023-02-06"))
        .collect();
    insta::assert_snapshot!(own.join("\n"), @"5                   济南市         city                2023-01-04        40000.00   40000.00  2023-02-06  逾期 overdue");
    let json: serde_json::Value =
        serde_json::from_str(&statement(&place, "--district=济南市", "json")).unwrap();
    assert_eq!(json["calls"].as_array().unwrap().len(), 3);
}

#[test]
fn the_doctor_names_who_is_late() {
    let place = called();
    let ran = place.run(&["doctor"]);
    assert_eq!(ran.code, 1);
    let late: Vec<&str> = ran
        .out
        .lines()
        .filter(|line| line.contains("top-ups"))
        .collect();
    insta::assert_snapshot!(late.join("\n"), @"LOOK   top-ups 补足              sd/济南市: province owes 30000.00 yuan of the call by event 5, due on 2023-02-06; sd/济南市: city owes 40000.00 yuan of the call by event 5, due on 2023-02-06; sd/济南市: province owes 20000.00 yuan of the call by event 6, due on 2023-02-07");
}
