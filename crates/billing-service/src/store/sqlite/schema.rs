//! Which migrations a file has seen, and which the program knows.

use super::OpenError;
use refinery::Migration;
use rusqlite::Connection;

mod migrations {
    refinery::embed_migrations!("migrations");
}

/// Applies the migrations that are missing and answers with their names.
pub fn bring_up_to_date(connection: &mut Connection) -> Result<Vec<String>, OpenError> {
    missing_migrations(connection)?;
    let report = migrations::migrations::runner()
        .run(connection)
        .map_err(|source| OpenError::Migration(Box::new(source)))?;
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

/// Makes a database as it was when the migration of this number was the newest.
#[cfg(test)]
pub fn bring_to(connection: &mut Connection, version: refinery::SchemaVersion) {
    let target = refinery::Target::Version(version);
    migrations::migrations::runner().set_target(target).run(connection).unwrap();
}

/// The migrations of the program that the file lacks; a file that has others is refused.
pub fn missing_migrations(connection: &Connection) -> Result<Vec<String>, OpenError> {
    let applied = applied(connection)?;
    let runner = migrations::migrations::runner();
    let known = runner.get_migrations();
    let newest = known.iter().map(Migration::version).max().unwrap_or_default();
    for (version, name, checksum) in &applied {
        match known.iter().find(|migration| i64::from(migration.version()) == *version) {
            Some(same) if same.name() == name && same.checksum().to_string() == *checksum => {}
            None if *version > i64::from(newest) => {
                return Err(OpenError::Newer(format!("V{version}__{name}")));
            }
            Some(_) | None => return Err(OpenError::Foreign(format!("V{version}__{name}"))),
        }
    }
    let is_missing = |migration: &&Migration| {
        applied.iter().all(|(version, ..)| *version != i64::from(migration.version()))
    };
    Ok(known.iter().filter(is_missing).map(ToString::to_string).collect())
}

/// Version, name and checksum of what was applied to the file.
fn applied(connection: &Connection) -> Result<Vec<(i64, String, String)>, rusqlite::Error> {
    let question = "SELECT count(*) FROM sqlite_master WHERE name = 'refinery_schema_history'";
    if connection.query_row(question, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(Vec::new());
    }
    connection
        .prepare("SELECT version, name, checksum FROM refinery_schema_history ORDER BY version")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect()
}
