/*
 * forward NEAR FAR
 *
 * Makes two TUN devices and carries packets between them, late and with losses: a network with a round trip, for
 * kernels without netem. Commands come on standard input, one a line; its end ends the program.
 *   delay MICROSECONDS   one way, for both directions
 *   loss PERCENT         of packets, in both directions
 *   rate KIB_PER_S       of each direction; 0 is unlimited
 * It prints "ready" when the devices are there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define PACKET_MAX 2048
#define QUEUE_LENGTH 16384

struct packet {
    uint64_t due_ns;
    uint32_t length;
    unsigned char bytes[PACKET_MAX];
};

struct direction {
    int from, to;
    struct packet *queue;
    unsigned head, count;
    uint64_t line_free_ns;
};

static uint64_t delay_ns, bytes_per_s;
static double loss;

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int open_tun(const char *name)
{
    struct ifreq request;
    int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) { perror("/dev/net/tun"); exit(1); }
    memset(&request, 0, sizeof request);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(fd, TUNSETIFF, &request) < 0) { perror(name); exit(1); }
    return fd;
}

/* Reads what has come and says when each packet is due. A full queue drops, as a router does. */
static void take(struct direction *d)
{
    unsigned char scratch[PACKET_MAX];
    for (;;) {
        struct packet *slot = d->count < QUEUE_LENGTH ? &d->queue[(d->head + d->count) % QUEUE_LENGTH] : NULL;
        ssize_t length = read(d->from, slot ? slot->bytes : scratch, PACKET_MAX);
        if (length <= 0) return;
        if (!slot || drand48() < loss) continue;
        uint64_t sent = now_ns();
        if (bytes_per_s) {
            if (d->line_free_ns > sent) sent = d->line_free_ns;
            sent += (uint64_t)length * 1000000000u / bytes_per_s;
            d->line_free_ns = sent;
        }
        slot->length = (uint32_t)length;
        slot->due_ns = sent + delay_ns;
        d->count++;
    }
}

static void give(struct direction *d, uint64_t now)
{
    while (d->count && d->queue[d->head].due_ns <= now) {
        struct packet *p = &d->queue[d->head];
        /* A device that is down drops what it is given. */
        if (write(d->to, p->bytes, p->length) < 0 && errno == EAGAIN) return;
        d->head = (d->head + 1) % QUEUE_LENGTH;
        d->count--;
    }
}

static void obey(char *line)
{
    double value;
    if (sscanf(line, "delay %lf", &value) == 1) delay_ns = (uint64_t)(value * 1000);
    else if (sscanf(line, "loss %lf", &value) == 1) loss = value / 100;
    else if (sscanf(line, "rate %lf", &value) == 1) bytes_per_s = (uint64_t)(value * 1024);
    else fprintf(stderr, "unknown command: %s\n", line);
}

/* False when there will be no more commands. */
static int take_commands(void)
{
    static char text[512];
    static size_t used;
    ssize_t got = read(0, text + used, sizeof text - 1 - used);
    if (got <= 0) return 0;
    used += (size_t)got;
    text[used] = 0;
    for (char *end; (end = strchr(text, '\n'));) {
        *end = 0;
        obey(text);
        used -= (size_t)(end + 1 - text);
        memmove(text, end + 1, used + 1);
    }
    if (used == sizeof text - 1) used = 0;
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 3) { fprintf(stderr, "usage: %s NEAR FAR\n", argv[0]); return 2; }
    int near = open_tun(argv[1]), far = open_tun(argv[2]);
    struct direction ways[2] = { { .from = near, .to = far }, { .from = far, .to = near } };
    for (int i = 0; i < 2; i++)
        if (!(ways[i].queue = calloc(QUEUE_LENGTH, sizeof(struct packet)))) { perror("memory"); return 1; }
    srand48(1);
    puts("ready");
    fflush(stdout);

    for (;;) {
        uint64_t now = now_ns(), next = UINT64_MAX;
        for (int i = 0; i < 2; i++) {
            give(&ways[i], now);
            if (ways[i].count && ways[i].queue[ways[i].head].due_ns < next) next = ways[i].queue[ways[i].head].due_ns;
        }
        struct pollfd fds[3] = { { near, POLLIN, 0 }, { far, POLLIN, 0 }, { 0, POLLIN, 0 } };
        /* A packet that is overdue waits for room in the device: look again in a moment. */
        uint64_t wait = next == UINT64_MAX ? 0 : next > now ? next - now : 100000;
        struct timespec timeout = { (time_t)(wait / 1000000000u), (long)(wait % 1000000000u) };
        if (ppoll(fds, 3, next == UINT64_MAX ? NULL : &timeout, NULL) < 0 && errno != EINTR) { perror("poll"); return 1; }
        if (fds[0].revents) take(&ways[0]);
        if (fds[1].revents) take(&ways[1]);
        if (fds[2].revents && !take_commands()) return 0;
    }
}
