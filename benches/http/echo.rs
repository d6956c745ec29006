//! The least that a service could do: axum reads a body as JSON and sends it back. `scripts/bench/http` prints its
//! figures beside those of the real one.

use axum::routing::post;
use axum::{Json, Router};
use serde_json::Value;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    #[expect(clippy::print_stdout, reason = "whoever measures is told the address")]
    {
        println!("http://{}", listener.local_addr()?);
    }
    let router = Router::new().route("/", post(async |Json(body): Json<Value>| Json(body)));
    axum::serve(listener, router).await
}
