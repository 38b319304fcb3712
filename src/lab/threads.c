/*
 * Threads that are born and die, real-time ones and ordinary ones, and that
 * look themselves where the kernel has them. One line at the end:
 *   born=N left=N strays=N p50_ms=N p99_ms=N max_ms=N
 * left: real-time threads that did not come into a cgroup called CLASS within
 * a minute. strays: ordinary ones that ended outside of one called main.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096L
#define PATIENCE_MS 60000L
#define LOOK_MS 100L

static const char usage[] =
	"usage: threads [--births N] [--alive N] [--fifo PRIORITY] [--class NAME] [--page-out-ms N]\n"
	"defaults: 1000 births, 100 alive at once, priority 10, class rt; every fourth thread is an\n"
	"ordinary one. With --page-out-ms one real-time thread reads a file that it maps, and has it\n"
	"taken out of memory so often, until SIGTERM.\n";

static struct {
	long births, alive, fifo, page_out_ms;
	const char *name;
} options = { .births = 1000, .alive = 100, .fifo = 10, .name = "rt" };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long left, strays, placed;
static long *took_ms;
static volatile sig_atomic_t stop;

static void on_signal(int signal)
{
	(void)signal;
	stop = 1;
}

static void die(const char *what)
{
	fprintf(stderr, "threads: %s: %s\n", what, strerror(errno));
	exit(1);
}

static long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void rest(long ms)
{
	struct timespec span = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&span, NULL);
}

/* Whether the calling thread's cgroup has this name. */
static int is_in(const char *name)
{
	char text[512], *slash;
	int fd = open("/proc/thread-self/cgroup", O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (fd >= 0)
		close(fd);
	if (length <= 0)
		return 0;
	text[length] = 0;
	text[strcspn(text, "\n")] = 0;
	slash = strrchr(text, '/');
	return slash && !strcmp(slash + 1, name);
}

static void become_fifo(void)
{
	struct sched_param param = { .sched_priority = (int)options.fifo };

	errno = pthread_setschedparam(pthread_self(), SCHED_FIFO, &param);
	if (errno)
		die("SCHED_FIFO");
}

static void note(long *counter)
{
	pthread_mutex_lock(&lock);
	(*counter)++;
	pthread_mutex_unlock(&lock);
}

static void *realtime(void *unused)
{
	long start;

	(void)unused;
	prctl(PR_SET_NAME, "worker");
	become_fifo();
	start = now_ms();
	while (!is_in(options.name) && now_ms() - start < PATIENCE_MS)
		rest(LOOK_MS);
	if (!is_in(options.name)) {
		note(&left);
		return NULL;
	}
	pthread_mutex_lock(&lock);
	took_ms[placed++] = now_ms() - start;
	pthread_mutex_unlock(&lock);
	return NULL;
}

static void *ordinary(void *unused)
{
	(void)unused;
	prctl(PR_SET_NAME, "helper");
	rest(10 * LOOK_MS);
	if (!is_in("main"))
		note(&strays);
	return NULL;
}

static void wave(long births)
{
	pthread_t threads[births];

	for (long i = 0; i < births; i++) {
		errno = pthread_create(&threads[i], NULL, i % 4 ? realtime : ordinary, NULL);
		if (errno)
			die("pthread_create");
	}
	for (long i = 0; i < births; i++)
		pthread_join(threads[i], NULL);
}

static int ascending(const void *one, const void *other)
{
	long a = *(const long *)one, b = *(const long *)other;

	return (a > b) - (a < b);
}

static long percentile(long percent)
{
	return placed ? took_ms[(placed - 1) * percent / 100] : 0;
}

static void live_and_die(void)
{
	took_ms = calloc((size_t)options.births, sizeof(*took_ms));
	if (!took_ms)
		die("calloc");
	for (long born = 0; born < options.births && !stop; born += options.alive)
		wave(options.births - born < options.alive ? options.births - born : options.alive);
	qsort(took_ms, (size_t)placed, sizeof(*took_ms), ascending);
	printf("born=%ld left=%ld strays=%ld p50_ms=%ld p99_ms=%ld max_ms=%ld\n", options.births,
	       left, strays, percentile(50), percentile(99), percentile(100));
}

/* Its own file, which nobody needs in memory but for the pages that run. */
static void fault(void)
{
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	volatile char *pages;
	volatile char sum = 0;

	if (size < 0)
		die("/proc/self/exe");
	pages = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (pages == MAP_FAILED)
		die("mmap");
	become_fifo();
	while (!stop) {
		for (off_t at = 0; at < size; at += PAGE)
			sum += pages[at];
		if (madvise((void *)pages, (size_t)size, MADV_DONTNEED))
			die("MADV_DONTNEED");
		errno = posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
		if (errno)
			die("POSIX_FADV_DONTNEED");
		rest(options.page_out_ms);
	}
}

static long number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value <= 0) {
		fprintf(stderr, "threads: '%s' is no number above 0\n%s", text, usage);
		exit(2);
	}
	return value;
}

static void parse(int argc, char **argv)
{
	static const struct option known[] = {
		{ "births", 1, 0, 'b' }, { "alive", 1, 0, 'a' },	{ "fifo", 1, 0, 'f' },
		{ "class", 1, 0, 'c' },	 { "page-out-ms", 1, 0, 'p' }, { "help", 0, 0, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (option) {
		case 'b': options.births = number(optarg); break;
		case 'a': options.alive = number(optarg); break;
		case 'f': options.fifo = number(optarg); break;
		case 'c': options.name = optarg; break;
		case 'p': options.page_out_ms = number(optarg); break;
		case 'h': fputs(usage, stdout); exit(0);
		default: fputs(usage, stderr); exit(2);
		}
	}
	if (optind < argc) {
		fputs(usage, stderr);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_signal };

	parse(argc, argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGTERM, &action, NULL);
	if (options.page_out_ms)
		fault();
	else
		live_and_die();
	return 0;
}
