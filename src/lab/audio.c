/*
 * An audio-like process: a large buffer, and a callback that touches random
 * pages of it against an absolute deadline. One line of counts a second, in
 * which worst_us is the longest callback since the line before.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096L
#define NSEC 1000000000L
#define TIMES 1000000L

static const char usage[] =
	"usage: audio [--mib N] [--period-ms N] [--touch PAGES] [--seconds N] [--seed N]\n"
	"             [--threads N] [--fifo PRIORITY] [--out FILE] [--times FILE]\n"
	"defaults: 300 MiB, 20 ms, 200 pages a callback, until SIGTERM, no extra threads\n"
	"--times: at the end, a line for each callback with how many us it ended after its deadline, of the first million;\n"
	"         takes 4 MiB of locked memory (ulimit -l)\n";

static const char *const thread_names[] = { "pw-data-loop", "jackd-rt", "audio-rt" };

static volatile sig_atomic_t stop;

static struct {
	long mib, period_ms, touch, seconds, seed, threads, fifo;
	const char *out, *times;
} options = { .mib = 300, .period_ms = 20, .touch = 200, .seed = 1 };

static struct {
	long callbacks, missed, worst_us;
	uint32_t *times; /* of each callback in us, locked in memory: noting them must not fault */
	struct rusage start;
} seen;

static void die(const char *what)
{
	fprintf(stderr, "audio: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void on_signal(int signal)
{
	(void)signal;
	stop = 1;
}

/* xorshift64: cheap enough to be no part of what is measured. */
static uint64_t next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static long number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value < 0) {
		fprintf(stderr, "audio: '%s' is no number\n%s", text, usage);
		exit(2);
	}
	return value;
}

static void parse(int argc, char **argv)
{
	static const struct option known[] = {
		{ "mib", 1, 0, 'm' },	  { "period-ms", 1, 0, 'p' }, { "touch", 1, 0, 't' },
		{ "seconds", 1, 0, 's' }, { "seed", 1, 0, 'd' },      { "threads", 1, 0, 'n' },
		{ "fifo", 1, 0, 'f' },	  { "out", 1, 0, 'o' },	      { "times", 1, 0, 'c' },
		{ "help", 0, 0, 'h' },	  { 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (option) {
		case 'm': options.mib = number(optarg); break;
		case 'p': options.period_ms = number(optarg); break;
		case 't': options.touch = number(optarg); break;
		case 's': options.seconds = number(optarg); break;
		case 'd': options.seed = number(optarg); break;
		case 'n': options.threads = number(optarg); break;
		case 'f': options.fifo = number(optarg); break;
		case 'o': options.out = optarg; break;
		case 'c': options.times = optarg; break;
		case 'h': fputs(usage, stdout); exit(0);
		default: fputs(usage, stderr); exit(2);
		}
	}
	if (optind < argc || !options.mib || !options.period_ms) {
		fputs(usage, stderr);
		exit(2);
	}
}

/* Random words, so that neither zram nor KSM makes the buffer smaller than it looks. */
static uint64_t *filled_buffer(size_t bytes)
{
	uint64_t state = options.seed + 0x9e3779b97f4a7c15;
	uint64_t *buffer = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (buffer == MAP_FAILED)
		die("mmap");
	/* A huge page would make one fault of 512. */
	madvise(buffer, bytes, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < bytes / sizeof(*buffer); i++)
		buffer[i] = next(&state);
	return buffer;
}

static void *idle(void *name)
{
	prctl(PR_SET_NAME, name);
	for (;;)
		pause();
	return NULL;
}

static void start_threads(void)
{
	size_t names = sizeof(thread_names) / sizeof(*thread_names);
	pthread_t thread;

	for (long i = 0; i < options.threads; i++) {
		errno = pthread_create(&thread, NULL, idle, (void *)thread_names[i % names]);
		if (errno)
			die("pthread_create");
	}
}

static void ask_for_fifo(void)
{
	struct sched_param param = { .sched_priority = (int)options.fifo };

	if (options.fifo && sched_setscheduler(0, SCHED_FIFO, &param))
		fprintf(stderr, "audio: SCHED_FIFO %ld: %s; going on without\n",
			options.fifo, strerror(errno));
}

static void status_kib(const char *key, long *kib)
{
	FILE *file = fopen("/proc/self/status", "re");
	char line[128];
	size_t length = strlen(key);

	*kib = 0;
	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, key, length) && line[length] == ':')
			*kib = strtol(line + length + 1, NULL, 10);
	if (file)
		fclose(file);
}

static void report(const char *label, long second)
{
	struct rusage now;
	long rss, swap;

	getrusage(RUSAGE_SELF, &now);
	status_kib("VmRSS", &rss);
	status_kib("VmSwap", &swap);
	printf("%st=%ld callbacks=%ld missed=%ld worst_us=%ld majflt=%ld minflt=%ld rss_kib=%ld swap_kib=%ld\n",
	       label, second, seen.callbacks, seen.missed, seen.worst_us,
	       now.ru_majflt - seen.start.ru_majflt, now.ru_minflt - seen.start.ru_minflt, rss, swap);
	seen.worst_us = 0;
}

static long since_us(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - then->tv_sec) * 1000000 + (now.tv_nsec - then->tv_nsec) / 1000;
}

static void advance(struct timespec *deadline)
{
	deadline->tv_nsec += options.period_ms * 1000000;
	deadline->tv_sec += deadline->tv_nsec / NSEC;
	deadline->tv_nsec %= NSEC;
}

static void callback(uint64_t *buffer, size_t pages, uint64_t *state)
{
	for (long i = 0; i < options.touch; i++)
		buffer[next(state) % pages * (PAGE / sizeof(*buffer))]++;
}

static void measure(const struct timespec *deadline)
{
	long took_us = since_us(deadline);

	if (seen.times && seen.callbacks < TIMES)
		seen.times[seen.callbacks] = took_us;
	seen.callbacks++;
	seen.missed += took_us > options.period_ms * 1000;
	if (took_us > seen.worst_us)
		seen.worst_us = took_us;
}

static void prepare_times(void)
{
	size_t bytes = TIMES * sizeof(*seen.times);

	seen.times = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (seen.times == MAP_FAILED || mlock(seen.times, bytes))
		die("room for times");
}

static void write_times(void)
{
	FILE *file = fopen(options.times, "we");

	if (!file)
		die(options.times);
	for (long i = 0; i < seen.callbacks && i < TIMES; i++)
		fprintf(file, "%" PRIu32 "\n", seen.times[i]);
	if (fclose(file))
		die(options.times);
}

static void play(uint64_t *buffer, size_t pages)
{
	uint64_t state = options.seed * 2 + 1;
	struct timespec start, deadline;
	long reported = 0, second = 0;

	clock_gettime(CLOCK_MONOTONIC, &start);
	deadline = start;
	while (!stop && (!options.seconds || second < options.seconds)) {
		advance(&deadline);
		while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL) == EINTR && !stop)
			;
		if (stop)
			break;
		callback(buffer, pages, &state);
		measure(&deadline);
		/* A callback that came too late to catch up starts a new rhythm. */
		if (since_us(&deadline) > options.period_ms * 1000)
			clock_gettime(CLOCK_MONOTONIC, &deadline);
		second = since_us(&start) / 1000000;
		if (second > reported) {
			reported = second;
			report("", second);
		}
	}
	report("done ", second);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_signal };
	uint64_t *buffer;
	size_t bytes;

	parse(argc, argv);
	if (options.out && !freopen(options.out, "we", stdout))
		die(options.out);
	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	start_threads();
	ask_for_fifo();
	if (options.times)
		prepare_times();
	bytes = (size_t)options.mib << 20;
	buffer = filled_buffer(bytes);
	getrusage(RUSAGE_SELF, &seen.start);
	play(buffer, bytes / PAGE);
	if (options.times)
		write_times();
	return 0;
}
