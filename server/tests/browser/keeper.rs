//! Programs that end with this process, however it ends.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// Waits for the end of the program, or of the pipe that the test process holds: that one closes even when the process is killed. Then
/// the program is asked to end, its folder goes, and whatever it has left behind in the process group is killed.
const GUARD: &str = r#"
folder="$1"
shift
exec 3<&0
"$@" </dev/null &
program=$!
{ read -r _ <&3; kill -TERM "$program"; } >/dev/null 2>&1 &
exec >/dev/null 2>&1
wait "$program"
rm -rf "$folder"
kill -KILL 0
"#;

/// A program under guard.
pub struct Kept {
    /// Holds the pipe.
    _guard: Child,
    /// What the program prints.
    pub said: BufReader<ChildStdout>,
}

/// Starts `program` in `folder`, which goes with it; `prepare` sets what else the program needs.
pub fn keep(folder: &Path, program: &str, prepare: impl FnOnce(&mut Command)) -> Kept {
    let mut command = Command::new("sh");
    command
        .args(["-c", GUARD, "guard"])
        .arg(folder)
        .arg(program)
        .current_dir(folder)
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(std::fs::File::create(folder.join("errors.log")).unwrap());
    prepare(&mut command);
    let mut guard = command.spawn().unwrap();
    let said = BufReader::new(guard.stdout.take().unwrap());
    Kept {
        _guard: guard,
        said,
    }
}

impl Kept {
    /// Reads what is printed up to a line with `word`; what was read, and whether the line came.
    pub fn until(&mut self, word: &str) -> (String, bool) {
        let mut text = String::new();
        let mut line = String::new();
        while self.said.read_line(&mut line).is_ok_and(|read| read > 0) {
            text.push_str(&line);
            if line.contains(word) {
                return (text, true);
            }
            line.clear();
        }
        (text, false)
    }

    /// Lets the program print on: a pipe that nobody empties would stop it.
    pub fn let_talk(self) -> Child {
        let mut said = self.said;
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        self._guard
    }
}

/// A new folder that the private database's account may enter. The guard removes it.
pub fn folder(prefix: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let parent = match Path::new("/dev/shm").is_dir() {
        true => PathBuf::from("/dev/shm"),
        false => std::env::temp_dir(),
    };
    let folder = tempfile::Builder::new()
        .prefix(prefix)
        .tempdir_in(parent)
        .unwrap()
        .keep();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}
