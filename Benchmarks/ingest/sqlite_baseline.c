// Inserts the rows of one Wardwatch database into another with SQLite's C API and nothing else, and times it.
//
//     sqlite_baseline EMPTY ROWS GROUP
//
// EMPTY is a database with Wardwatch's schema and no rows, ROWS one that a daemon filled. All rows lie in memory, ready
// to bind, before the time is taken; names (source, code, channel) are inserted before as well. What is timed, for each
// message in its order: its row, the patient and the stay that it brought, the rows of all tables with a messageID,
// and the update of the stay's newest message and value that the daemon makes. GROUP messages share a transaction.
// Journal, durability, cache, checkpoints and foreign keys are as in the daemon. Prints one JSON object.

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { MAXIMUM_TABLES = 16, MAXIMUM_COLUMNS = 32 };

typedef struct {
    sqlite3_value **values;  // rows × columns
    sqlite3_int64 *messages;  // the message that brought each row, ascending
    long rows, capacity, next;
    int columns;
    sqlite3_stmt *write;
} Table;

static sqlite3 *source, *target;

static void fail(const char *what, sqlite3 *database) {
    fprintf(stderr, "sqlite_baseline: %s: %s\n", what, database ? sqlite3_errmsg(database) : "");
    exit(1);
}

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL)) fail(sql, database);
    return statement;
}

static void execute(sqlite3 *database, const char *sql) {
    if (sqlite3_exec(database, sql, NULL, NULL, NULL)) fail(sql, database);
}

// Reads rows whose first column is the message that brought them and whose others are what `write` binds.
static void load(Table *table, const char *select, const char *write) {
    sqlite3_stmt *statement = prepare(source, select);
    table->columns = sqlite3_column_count(statement) - 1;
    table->write = prepare(target, write);
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        if (table->rows == table->capacity) {
            table->capacity = table->capacity ? 2 * table->capacity : 4096;
            table->messages = realloc(table->messages, table->capacity * sizeof *table->messages);
            table->values = realloc(table->values, table->capacity * table->columns * sizeof *table->values);
            if (!table->messages || !table->values) fail("out of memory", NULL);
        }
        table->messages[table->rows] = sqlite3_column_int64(statement, 0);
        for (int column = 0; column < table->columns; column++) {
            sqlite3_value *value = sqlite3_value_dup(sqlite3_column_value(statement, column + 1));
            sqlite3_value_bytes(value);  // now, not in the timed part: it may convert
            table->values[table->rows * table->columns + column] = value;
        }
        table->rows++;
    }
    if (result != SQLITE_DONE) fail(select, source);
    sqlite3_finalize(statement);
}

// A whole table, in which these columns hold `NULL` or 0 when the row is new.
static void load_table(Table *table, const char *name, const char *message, const char *zeros, const char *nulls) {
    char select[2048] = "SELECT ", write[1024] = "INSERT INTO ", places[256] = "", sql[256];
    strcat(strcat(select, message), " AS messageOfRow");
    strcat(strcat(write, name), " VALUES (");
    snprintf(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s') ORDER BY cid", name);
    sqlite3_stmt *columns = prepare(source, sql);
    for (int count = 0; sqlite3_step(columns) == SQLITE_ROW; count++) {
        const char *column = (const char *)sqlite3_column_text(columns, 0);
        if (count == MAXIMUM_COLUMNS || strlen(column) > 40) fail("too many or too long columns", NULL);
        strcat(select, ", ");
        strcat(select, strstr(zeros, column) ? "0" : strstr(nulls, column) ? "NULL" : column);
        strcat(places, count ? ", ?" : "?");
    }
    sqlite3_finalize(columns);
    strcat(strcat(select, " FROM "), name);
    strcat(select, " ORDER BY messageOfRow");
    strcat(strcat(write, places), ")");
    load(table, select, write);
}

static void write_row(Table *table, long row) {
    sqlite3_stmt *statement = table->write;
    for (int column = 0; column < table->columns; column++) {
        sqlite3_value *value = table->values[row * table->columns + column];
        switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER: sqlite3_bind_int64(statement, column + 1, sqlite3_value_int64(value)); break;
        case SQLITE_FLOAT: sqlite3_bind_double(statement, column + 1, sqlite3_value_double(value)); break;
        case SQLITE_TEXT:
            sqlite3_bind_text(statement, column + 1, (const char *)sqlite3_value_text(value),
                sqlite3_value_bytes(value), SQLITE_STATIC);
            break;
        case SQLITE_BLOB:
            sqlite3_bind_blob(statement, column + 1, sqlite3_value_blob(value), sqlite3_value_bytes(value),
                SQLITE_STATIC);
            break;
        default: sqlite3_bind_null(statement, column + 1);
        }
    }
    if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_sql(statement), target);
    sqlite3_reset(statement);
}

static double elapsed(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
    long group = count == 4 ? atol(arguments[3]) : 0;
    if (group < 1) {
        fputs("usage: sqlite_baseline EMPTY ROWS GROUP\n", stderr);
        return 64;
    }
    if (sqlite3_open_v2(arguments[1], &target, SQLITE_OPEN_READWRITE, NULL)) fail(arguments[1], target);
    if (sqlite3_open_v2(arguments[2], &source, SQLITE_OPEN_READWRITE, NULL)) fail(arguments[2], source);
    execute(target, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                    "PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 4000;");
    const char *names[] = {"source", "code", "channel"};
    for (int index = 0; index < 3; index++) {
        Table table = {0};
        load_table(&table, names[index], "0", "", "");
        execute(target, "BEGIN");
        for (long row = 0; row < table.rows; row++) write_row(&table, row);
        execute(target, "COMMIT");
    }

    // In the order in which rows may refer to one another; the update of the stay comes last.
    Table tables[MAXIMUM_TABLES] = {0};
    int last = 0;
    load_table(&tables[last++], "message", "id", "", "");
    Table *message = &tables[0];
    load_table(&tables[last++], "patient",
        "(SELECT min(firstMessageID) FROM encounter WHERE patientID = patient.id)", "", "");
    load_table(&tables[last++], "encounter", "firstMessageID", "changedBy assessedThrough", "lastEffective");
    sqlite3_stmt *others = prepare(source,
        "SELECT schema.name FROM sqlite_schema AS schema, pragma_table_info(schema.name) AS field"
        " WHERE schema.type = 'table' AND field.name = 'messageID' ORDER BY schema.rowid");
    while (sqlite3_step(others) == SQLITE_ROW) {
        if (last == MAXIMUM_TABLES - 1) fail("too many tables", NULL);
        load_table(&tables[last++], (const char *)sqlite3_column_text(others, 0), "messageID", "", "");
    }
    sqlite3_finalize(others);
    Table *update = &tables[last++];
    load(update,
        "SELECT messageID, messageID, max(effective), encounterID FROM observation GROUP BY messageID, encounterID"
        " ORDER BY messageID",
        "UPDATE encounter SET changedBy = max(changedBy, ?1), lastEffective = max(coalesce(lastEffective, ?2), ?2)"
        " WHERE id = ?3");
    if (!message->rows) fail("no messages in ROWS", NULL);
    if (sqlite3_close(source)) fail("closing ROWS", source);
    sqlite3_stmt *begin = prepare(target, "BEGIN IMMEDIATE"), *commit = prepare(target, "COMMIT");

    long rows = 0, transactions = 0;
    double wall = elapsed(CLOCK_MONOTONIC), cpu = elapsed(CLOCK_PROCESS_CPUTIME_ID);
    for (long number = 0; number < message->rows; number++) {
        if (number % group == 0) {
            if (sqlite3_step(begin) != SQLITE_DONE) fail("BEGIN", target);
            sqlite3_reset(begin);
        }
        sqlite3_int64 id = message->messages[number];
        for (Table *table = tables; table <= update; table++) {
            for (; table->next < table->rows && table->messages[table->next] == id; table->next++) {
                write_row(table, table->next);
                rows += table != update;
            }
        }
        if (number % group == group - 1 || number == message->rows - 1) {
            if (sqlite3_step(commit) != SQLITE_DONE) fail("COMMIT", target);
            sqlite3_reset(commit);
            transactions++;
        }
    }
    wall = elapsed(CLOCK_MONOTONIC) - wall;
    cpu = elapsed(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    for (Table *table = tables; table <= update; table++)
        if (table->next != table->rows) fail("rows of no message", NULL);
    printf("{\"messages\": %ld, \"rows\": %ld, \"transactions\": %ld, \"wall\": %.6f, \"serverCPU\": %.3f}\n",
        message->rows, rows, transactions, wall, cpu);
    return 0;
}
