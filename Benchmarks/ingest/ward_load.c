// Sends the results of a ward to an MLLP listener over one or many connections and times the answers.
//
//     ward_load -p PORT [-c CONNECTIONS] [-w WINDOW] [-b BEDS] [-t START] [-P PID] (-n MESSAGES | -u WARMUP -s SECONDS)
//
// Each bed sends one ORU^R01 with 8 OBX a minute of ward time, from START (seconds since 1970) on; nothing waits for
// the ward's clock. Bed b belongs to connection b mod CONNECTIONS, and a connection has at most WINDOW messages without
// an answer. Every answer must be AA to the oldest of them, else the program stops with status 1.
//
// With -n it sends so many messages. With -s it counts and times the answers that arrive in SECONDS after WARMUP, then
// sends no more and waits for the rest. A latency runs from just before the write() that holds a message's last byte
// until its answer has been read whole. Prints one JSON object; PID is the process whose processor time it reports.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAXIMUM_WINDOW = 64, MESSAGE_SIZE = 2048, ANSWER_SIZE = 8192, ANSWER_LIMIT = 60 };

typedef struct {
    long number;  // makes the control id
    int64_t sent;  // nanoseconds
} Outstanding;

typedef struct {
    int socket, index;
    long next;  // how many messages it has begun
    Outstanding outstanding[MAXIMUM_WINDOW];
    int first, count;  // a ring, oldest first
    char message[MESSAGE_SIZE];
    int length, written;  // of the message in hand; equal when there is none
    int waits_for_room;
    char answer[ANSWER_SIZE];
    int answer_length;
} Connection;

typedef struct {
    int64_t time;
    double process, own;  // seconds
} Reading;

static int port, connections = 1, window = 1, beds = 400, pid;
static long start, messages;
static double warmup = 1, seconds;
static Connection *all;
static long begun, answered, counted, capacity;
static int64_t *latencies;
static int64_t count_from = INT64_MAX, count_to = INT64_MAX;

static void fail(const char *format, ...) {
    va_list values;
    va_start(values, format);
    fputs("ward_load: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    exit(1);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static Reading reading(void) {
    Reading result = {.time = now()};
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    result.own = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec;
    result.own += (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    if (pid) {
        char path[64], text[1024];
        snprintf(path, sizeof path, "/proc/%d/stat", pid);
        FILE *file = fopen(path, "r");
        if (!file) fail("process %d is gone", pid);
        text[fread(text, 1, sizeof text - 1, file)] = 0;
        fclose(file);
        unsigned long user, system;
        char *rest = strrchr(text, ')');
        if (!rest || sscanf(rest + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) != 2)
            fail("cannot read %s", path);
        result.process = (double)(user + system) / sysconf(_SC_CLK_TCK);
    }
    return result;
}

// A value that wanders by bed and minute, the same in every run.
static unsigned noise(unsigned bed, unsigned minute, unsigned salt) {
    uint64_t x = ((uint64_t)bed << 40) ^ ((uint64_t)minute << 8) ^ salt;
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (unsigned)(x >> 33);
}

static int write_message(char *buffer, unsigned bed, unsigned minute) {
    time_t at = start + 60L * minute;
    if (at > time(NULL) + 12 * 3600) fail("minute %u lies in the future: raise -b or lower -s", minute);
    struct tm parts;
    char when[24];
    gmtime_r(&at, &parts);
    strftime(when, sizeof when, "%Y%m%d%H%M%S+0000", &parts);
    // Every 40th bed is ill enough for an alert.
    unsigned ill = bed % 40 == 39;
    unsigned pulse = (ill ? 112 : 62) + bed % 17 + noise(bed, minute, 1) % 9;
    unsigned breaths = (ill ? 23 : 13) + noise(bed, minute, 2) % 5;
    unsigned saturation = (ill ? 90 : 95) + noise(bed, minute, 3) % 4;
    unsigned temperature = (ill ? 383 : 364) + noise(bed, minute, 4) % 8;
    unsigned systolic = (ill ? 92 : 112) + bed % 23 + noise(bed, minute, 5) % 11;
    unsigned diastolic = (ill ? 50 : 66) + noise(bed, minute, 6) % 9;
    int length = snprintf(buffer, MESSAGE_SIZE,
        "\vMSH|^~\\&|MONITORGATEWAY|WARD|WARDWATCH|SITE|%s||ORU^R01^ORU_R01|L%09ld|P|2.6||||||UNICODE UTF-8\r"
        "PID|1||P%05u^^^HOSPITAL^MR||Miller^Robin||19%02u0%u12|%c\r"
        "PV1|1|I|W%02u^%u^%c||||||||||||||||V%05u\r"
        "OBR|1|||85353-1^Vital signs^LN|||%s\r"
        "OBX|1|NM|8867-4^Heart rate^LN||%u|/min^per minute^UCUM|||||F|||%s\r"
        "OBX|2|NM|9279-1^Respiratory rate^LN||%u|/min^per minute^UCUM|||||F|||%s\r"
        "OBX|3|NM|59408-5^Oxygen saturation^LN||%u|%%^percent^UCUM|||||F|||%s\r"
        "OBX|4|NM|8310-5^Body temperature^LN||%u.%u|Cel^degree Celsius^UCUM|||||F|||%s\r"
        "OBX|5|NM|8480-6^Systolic blood pressure^LN||%u|mm[Hg]^millimeter of mercury^UCUM|||||F|||%s\r"
        "OBX|6|NM|8462-4^Diastolic blood pressure^LN||%u|mm[Hg]^millimeter of mercury^UCUM|||||F|||%s\r"
        "OBX|7|ST|67775-7^Level of responsiveness^LN||A||||||F|||%s\r"
        "OBX|8|NM|3151-8^Inhaled oxygen flow rate^LN||%u|L/min^liter per minute^UCUM|||||F|||%s\r\x1c\r",
        when, (long)minute * beds + bed, bed, 30 + bed % 60, 1 + bed % 9, bed % 2 ? 'F' : 'M', bed / 25, bed / 2,
        bed % 2 ? 'B' : 'A', bed, when, pulse, when, breaths, when, saturation, when, temperature / 10,
        temperature % 10, when, systolic, when, diastolic, when, when, ill ? 2 : 0, when);
    if (length >= MESSAGE_SIZE) fail("a message of %d bytes is too long", length);
    return length;
}

static int may_begin(const Connection *connection) {
    if (connection->count == window) return 0;
    if (messages) return begun < messages;
    return now() < count_to;
}

static void send_what_fits(Connection *connection, int poll) {
    for (;;) {
        if (connection->written == connection->length) {
            if (!may_begin(connection)) break;
            long own_beds = (beds - connection->index + connections - 1) / connections;
            unsigned bed = connection->index + connections * (connection->next % own_beds);
            unsigned minute = connection->next / own_beds;
            connection->length = write_message(connection->message, bed, minute);
            connection->written = 0;
            Outstanding *slot = &connection->outstanding[(connection->first + connection->count++) % MAXIMUM_WINDOW];
            slot->number = (long)minute * beds + bed;
            connection->next++;
            begun++;
        }
        Outstanding *last = &connection->outstanding[(connection->first + connection->count - 1) % MAXIMUM_WINDOW];
        last->sent = now();
        ssize_t count = write(connection->socket, connection->message + connection->written,
            connection->length - connection->written);
        if (count < 0 && errno != EAGAIN) fail("writing to connection %d: %s", connection->index, strerror(errno));
        if (count > 0) connection->written += count;
        if (connection->written < connection->length) break;
    }
    int waits = connection->written < connection->length;
    if (waits != connection->waits_for_room) {
        struct epoll_event event = {.events = EPOLLIN | (waits ? EPOLLOUT : 0), .data.ptr = connection};
        epoll_ctl(poll, EPOLL_CTL_MOD, connection->socket, &event);
        connection->waits_for_room = waits;
    }
}

static void take_answer(Connection *connection, const char *answer, int length, int64_t time) {
    if (!connection->count) fail("an answer to nothing on connection %d", connection->index);
    Outstanding *oldest = &connection->outstanding[connection->first];
    char expected[32];
    int size = snprintf(expected, sizeof expected, "\rMSA|AA|L%09ld", oldest->number);
    if (!memmem(answer, length, expected, size)) fail("expected %s, got %.*s", expected + 1, length, answer);
    connection->first = (connection->first + 1) % MAXIMUM_WINDOW;
    connection->count--;
    answered++;
    if (time < count_from || time >= count_to) return;
    if (counted == capacity) {
        capacity = capacity ? 2 * capacity : 1 << 16;
        latencies = realloc(latencies, capacity * sizeof *latencies);
        if (!latencies) fail("out of memory");
    }
    latencies[counted++] = time - oldest->sent;
}

static void receive(Connection *connection) {
    ssize_t count = read(connection->socket, connection->answer + connection->answer_length,
        ANSWER_SIZE - connection->answer_length);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0) fail("connection %d was closed with %d messages unanswered", connection->index, connection->count);
    int64_t time = now();
    connection->answer_length += count;
    char *rest = connection->answer, *end;
    int left = connection->answer_length;
    while ((end = memmem(rest, left, "\x1c\r", 2))) {
        take_answer(connection, rest, end - rest, time);
        left -= end + 2 - rest;
        rest = end + 2;
    }
    if (left == ANSWER_SIZE) fail("an answer on connection %d is longer than %d bytes", connection->index, ANSWER_SIZE);
    memmove(connection->answer, rest, left);
    connection->answer_length = left;
}

static void connect_all(int poll) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    all = calloc(connections, sizeof *all);
    if (!all) fail("out of memory");
    for (int index = 0; index < connections; index++) {
        Connection *connection = &all[index];
        connection->index = index;
        connection->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(connection->socket, (struct sockaddr *)&address, sizeof address))
            fail("connecting to port %d: %s", port, strerror(errno));
        setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        fcntl(connection->socket, F_SETFL, O_NONBLOCK);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
        if (epoll_ctl(poll, EPOLL_CTL_ADD, connection->socket, &event)) fail("epoll: %s", strerror(errno));
    }
}

static int ascending(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

// Milliseconds within which the share of the answers came: nearest rank.
static double percentile(double share) {
    if (!counted) return 0;
    long rank = (long)(share * counted + 0.999999) - 1;
    return latencies[rank < 0 ? 0 : rank >= counted ? counted - 1 : rank] / 1e6;
}

static void parse(int count, char **arguments) {
    for (int option; (option = getopt(count, arguments, "p:c:w:b:t:P:n:u:s:")) != -1;) {
        switch (option) {
        case 'p': port = atoi(optarg); break;
        case 'c': connections = atoi(optarg); break;
        case 'w': window = atoi(optarg); break;
        case 'b': beds = atoi(optarg); break;
        case 't': start = atol(optarg); break;
        case 'P': pid = atoi(optarg); break;
        case 'n': messages = atol(optarg); break;
        case 'u': warmup = atof(optarg); break;
        case 's': seconds = atof(optarg); break;
        default: exit(64);
        }
    }
    if (!port || connections < 1 || connections > beds || window < 1 || window > MAXIMUM_WINDOW
        || (messages > 0) == (seconds > 0)) {
        fputs("usage: ward_load -p PORT [-c CONNECTIONS] [-w WINDOW] [-b BEDS] [-t START] [-P PID]"
              " (-n MESSAGES | -u WARMUP -s SECONDS)\n", stderr);
        exit(64);
    }
}

int main(int count, char **arguments) {
    parse(count, arguments);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    connect_all(poll);
    Reading first = reading(), last = first;
    int64_t begin = first.time, silence = begin;
    enum { WARMING, COUNTING, DRAINING } phase = messages ? COUNTING : WARMING;
    count_from = begin + (messages ? 0 : (int64_t)(warmup * 1e9));
    if (!messages) count_to = count_from + (int64_t)(seconds * 1e9);
    for (int index = 0; index < connections; index++) send_what_fits(&all[index], poll);
    while (answered < begun || phase != DRAINING) {
        struct epoll_event events[64];
        int ready = epoll_wait(poll, events, 64, 10);
        for (int index = 0; index < ready; index++) {
            Connection *connection = events[index].data.ptr;
            if (events[index].events & ~EPOLLOUT) receive(connection);
            send_what_fits(connection, poll);
        }
        int64_t time = now();
        if (ready > 0) silence = time;
        if (time - silence > ANSWER_LIMIT * INT64_C(1000000000)) fail("no answer for %d s", ANSWER_LIMIT);
        if (phase == WARMING && time >= count_from) {
            first = reading();
            phase = COUNTING;
        }
        if (phase == COUNTING && (messages ? answered == messages : time >= count_to)) {
            last = reading();
            phase = DRAINING;
        }
    }
    double wall = (last.time - first.time) / 1e9;
    if (!messages) wall = seconds;
    qsort(latencies, counted, sizeof *latencies, ascending);
    printf("{\"sent\": %ld, \"answered\": %ld, \"counted\": %ld, \"wall\": %.6f, \"p50\": %.4f, \"p99\": %.4f, "
           "\"max\": %.4f, \"serverCPU\": %.3f, \"generatorCPU\": %.3f}\n",
        begun, answered, counted, wall, percentile(0.5), percentile(0.99), percentile(1), last.process - first.process,
        last.own - first.own);
    return 0;
}
