//! The service as a process, the credentials of its clients, and their tokens.

use crate::place::Place;
use reqwest::Client;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

/// What tokens name as their issuer: the port is another after each start.
const ISSUER: &str = "--issuer=https://zhixin.test";

/// The service as a process of its own.
pub(super) struct Running {
    child: Child,
    pub(super) base: String,
}

impl Running {
    pub(super) fn start(place: &Place) -> Self {
        let arguments = [
            "serve",
            "--listen=127.0.0.1:0",
            "--log=error",
            "--stated-scores=yes",
            "--models=any",
            ISSUER,
        ];
        let mut command = place.command(&arguments);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        let mut base = None;
        for line in lines {
            let line = line.unwrap();
            if let Some((_, at)) = line.split_once("listening on ") {
                base = Some(at.trim().to_owned());
                break;
            }
            said.push(line);
        }
        let base = base.unwrap_or_else(|| panic!("it did not begin: {said:?}"));
        Self { child, base }
    }

    /// Ends it as the system would that is out of memory.
    pub(super) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A test that failed leaves no service behind.
        let _ = self.child.kill();
    }
}

/// Registers a client, and gives its secret.
pub(super) fn secret(place: &Place, client: &str, role: &str) -> String {
    let role = format!("--role={role}");
    place.ok(&[
        "access",
        "register",
        client,
        &role,
        "--person=p",
        "--as=operator:ou",
    ]);
    let added = [
        "access",
        "add-secret",
        client,
        "--as=operator:ou",
        "--format=csv",
    ];
    let told = place.ok(&added);
    let line = told.lines().last().unwrap();
    line.split_once(',').unwrap().1.to_owned()
}

pub(super) async fn token(client: &Client, base: &str, id: &str, secret: &str) -> String {
    let request = client.post(format!("{base}/oauth/token"));
    let request = request.basic_auth(id, Some(secret));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request
        .body("grant_type=client_credentials")
        .send()
        .await
        .unwrap();
    let body: Value = answer.json().await.unwrap();
    body["access_token"].as_str().unwrap().to_owned()
}
