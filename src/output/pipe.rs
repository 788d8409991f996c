//! Writing while the bytes are still being made.

use std::{
    io::{self, Write},
    sync::mpsc::{SyncSender, sync_channel},
    thread,
};

/// How many chunks may wait.
const WAITING: usize = 4;

/// Lets `make` write what `out` takes on a thread of its own: comparing, hashing and writing a data.json cost
/// as much as making it.
///
/// # Errors
///
/// What `out` fails with.
pub fn write_aside<W: Write + Send>(
    mut out: W,
    make: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<W> {
    thread::scope(|scope| {
        let (sender, chunks) = sync_channel::<Vec<u8>>(WAITING);
        let taker = scope.spawn(move || -> io::Result<W> {
            chunks.iter().try_for_each(|chunk| out.write_all(&chunk))?;
            Ok(out)
        });
        let mut pipe = Pipe(sender);
        let made = make(&mut pipe);
        drop(pipe);
        // If the taker failed, that is why making failed.
        let out = taker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        made.map(|()| out)
    })
}

struct Pipe(SyncSender<Vec<u8>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.send(bytes.to_vec()).map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
