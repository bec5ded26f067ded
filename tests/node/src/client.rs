use std::process::ExitCode;

fn main() -> ExitCode {
    io_app::cli::main()
}
