/*
 * Takes memory and keeps touching it as fast as it can, so that the node
 * reclaims: anonymous memory, also that of many short-lived processes, shared
 * memory (tmpfs) or page cache. With more memory than the node or its cgroup
 * has, it is a leak that ends with a kill.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <getopt.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096L
#define MIB (1L << 20)

static const char usage[] =
	"usage: hog [--kind anon|tmpfs|cache|fork] [--mib N|auto] [--step-mib N] [--touch-steps N] [--procs N] [--seconds N] [--path DIR]\n"
	"defaults: anon, auto (what is available and 60 % of the free swap), 16 MiB, 16 steps touched for each one grown,\n"
	"2 processes, until killed\n"
	"--seconds counts from when the memory that fits is filled: 'pressing' is not 0 in the lines it prints\n"
	"fork has children that touch a step each, and replaces the oldest of those that there is room for, again and again\n"
	"cache reads the files below --path (/usr) again and again, up to --mib a round\n";

static struct {
	const char *kind, *path;
	long mib, step_mib, touch_steps, procs, seconds;
} options = { .kind = "anon", .path = "/usr", .mib = -1, .step_mib = 16, .touch_steps = 16, .procs = 2 };

/* Shared with the children, which count; the parent prints. */
static struct {
	atomic_long bytes, touched, pressing, killed;
} *progress;

/* Of one process: what it takes, and how much of that fits into the node's memory. */
static long share_bytes, fitting_bytes;
static volatile sig_atomic_t stop;

static void die(const char *what)
{
	fprintf(stderr, "hog: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void on_signal(int signal)
{
	(void)signal;
	stop = 1;
}

static long meminfo_kib(const char *key)
{
	FILE *file = fopen("/proc/meminfo", "re");
	char line[128];
	long kib = 0;
	size_t length = strlen(key);

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, key, length) && line[length] == ':')
			kib = strtol(line + length + 1, NULL, 10);
	if (file)
		fclose(file);
	return kib;
}

/* Enough to make the node swap, not enough to make it kill. */
static long auto_mib(void)
{
	return (meminfo_kib("MemAvailable") + meminfo_kib("SwapFree") * 6 / 10) / 1024;
}

static long number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value < 1) {
		fprintf(stderr, "hog: '%s' is no positive number\n%s", text, usage);
		exit(2);
	}
	return value;
}

static bool known_kind(void)
{
	return !strcmp(options.kind, "anon") || !strcmp(options.kind, "tmpfs") || !strcmp(options.kind, "cache") ||
	       !strcmp(options.kind, "fork");
}

static void parse(int argc, char **argv)
{
	static const struct option known[] = {
		{ "kind", 1, 0, 'k' },	{ "mib", 1, 0, 'm' },	  { "step-mib", 1, 0, 't' },
		{ "touch-steps", 1, 0, 'o' }, { "procs", 1, 0, 'p' }, { "seconds", 1, 0, 's' },
		{ "path", 1, 0, 'd' },	{ "help", 0, 0, 'h' },	  { 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (option) {
		case 'k': options.kind = optarg; break;
		case 'm': options.mib = strcmp(optarg, "auto") ? number(optarg) : -1; break;
		case 't': options.step_mib = number(optarg); break;
		case 'o': options.touch_steps = number(optarg); break;
		case 'p': options.procs = number(optarg); break;
		case 's': options.seconds = number(optarg); break;
		case 'd': options.path = optarg; break;
		case 'h': fputs(usage, stdout); exit(0);
		default: fputs(usage, stderr); exit(2);
		}
	}
	if (optind < argc || !known_kind()) {
		fputs(usage, stderr);
		exit(2);
	}
	if (options.mib < 0)
		options.mib = auto_mib();
}

/* The first to die when the node runs out, as a best-effort pod would be. */
static void volunteer_for_oom(void)
{
	FILE *file = fopen("/proc/self/oom_score_adj", "we");

	if (!file || fputs("1000", file) < 0 || fclose(file))
		die("oom_score_adj");
}

/* A read first would map the zero page, and then every small page would cost a second fault. */
static void touch(char *memory, long from, long to)
{
	for (long at = from; at < to; at += PAGE)
		*(volatile long *)(memory + at) = at;
	progress->touched += to - from;
}

/* Fills at once what fits; what is left grows slowly, as reclaim allows, while the rest stays in use. */
static void grow(char *memory)
{
	long step = options.step_mib * MIB, size = fitting_bytes, cursor = 0, end;

	for (long at = 0; at < size; at = end) {
		end = at + step < size ? at + step : size;
		touch(memory, at, end);
		progress->bytes += end - at;
	}
	progress->pressing++;
	for (;;) {
		if (size < share_bytes) {
			end = size + step < share_bytes ? size + step : share_bytes;
			touch(memory, size, end);
			progress->bytes += end - size;
			size = end;
		}
		end = cursor + options.touch_steps * step < size ? cursor + options.touch_steps * step : size;
		touch(memory, cursor, end);
		cursor = end < size ? end : 0;
	}
}

static char *anonymous_memory(void)
{
	char *memory = mmap(NULL, share_bytes, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		die("mmap");
	return memory;
}

static char *tmpfs_memory(void)
{
	int fd = memfd_create("hog", MFD_CLOEXEC);
	char *memory;

	if (fd < 0 || ftruncate(fd, share_bytes))
		die("memfd_create");
	memory = mmap(NULL, share_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		die("mmap");
	return memory;
}

static long round_bytes; /* read in this round */

static dev_t device; /* of the directory that is read */

/*
 * One file system is enough. Directories tell which, and FTW_MOUNT would ask files too: those of an overlayfs are on
 * another device than their directories, so that it reads nothing there.
 */
static int read_file(const char *path, const struct stat *stat, int type, struct FTW *where)
{
	static char buffer[1 << 17];
	ssize_t got;
	int fd;

	if (!where->level)
		device = stat->st_dev;
	if (type == FTW_D && stat->st_dev != device)
		return FTW_SKIP_SUBTREE;
	if (type != FTW_F)
		return FTW_CONTINUE;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	while (fd >= 0 && round_bytes < share_bytes && (got = read(fd, buffer, sizeof(buffer))) > 0) {
		round_bytes += got;
		progress->touched += got;
	}
	if (fd >= 0)
		close(fd);
	return round_bytes >= share_bytes ? FTW_STOP : FTW_CONTINUE;
}

static void read_for_ever(void)
{
	progress->pressing++;
	for (;;) {
		round_bytes = 0;
		if (nftw(options.path, read_file, 32, FTW_PHYS | FTW_ACTIONRETVAL) < 0)
			die(options.path);
		if (!round_bytes) {
			fprintf(stderr, "hog: nothing to read below %s\n", options.path);
			exit(1);
		}
		progress->bytes = round_bytes;
	}
}

/* A child: has its step once it has told so, and keeps it. */
static void live(pid_t parent, int told)
{
	long step = options.step_mib * MIB;
	char *memory = mmap(NULL, step, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent) /* it died before */
		exit(0);
	if (memory == MAP_FAILED)
		die("mmap");
	touch(memory, 0, step);
	if (write(told, "", 1) < 0)
		die("write");
	close(told);
	for (;;)
		pause();
}

/* Ends a child and counts it if somebody else had killed it. */
static void replace(pid_t child)
{
	int status;

	if (waitpid(child, &status, WNOHANG) == child) {
		progress->killed += WIFSIGNALED(status);
		return;
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

/* Returns when the child has its step, or has died. */
static pid_t bear(void)
{
	pid_t self = getpid(), child;
	char byte;
	int ends[2];

	if (pipe(ends))
		die("pipe");
	child = fork();
	if (child < 0)
		die("fork");
	if (!child)
		live(self, ends[1]);
	close(ends[1]);
	while (read(ends[0], &byte, 1) < 0 && errno == EINTR)
		;
	close(ends[0]);
	return child;
}

static void fork_for_ever(void)
{
	long step = options.step_mib * MIB, room = share_bytes / step + 1, fitting = fitting_bytes / step;
	pid_t *children = calloc(room, sizeof(*children));

	if (!children)
		die("calloc");
	for (long born = 0;; born++) {
		if (children[born % room])
			replace(children[born % room]);
		else
			progress->bytes += step;
		children[born % room] = bear();
		if (born == fitting)
			progress->pressing++;
	}
}

static void hog(void)
{
	/* So that the parent need not end those that are left. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGTERM, SIG_DFL);
	if (!strcmp(options.kind, "anon"))
		grow(anonymous_memory());
	else if (!strcmp(options.kind, "tmpfs"))
		grow(tmpfs_memory());
	else if (!strcmp(options.kind, "fork"))
		fork_for_ever();
	else
		read_for_ever();
}

static void start(void)
{
	for (long i = 0; i < options.procs; i++) {
		pid_t pid = fork();

		if (pid < 0)
			die("fork");
		if (!pid)
			hog();
	}
}

static void report(const char *label, long second, long alive)
{
	printf("%st=%ld mib=%ld touched=%ld alive=%ld pressing=%ld\n", label, second,
	       progress->bytes / MIB, progress->touched / MIB, alive, progress->pressing);
}

/* watch: returns how many were killed. */
static long watch(void)
{
	long alive = options.procs, killed = 0, second = 0, pressed = 0;
	int status;

	while (alive && !stop && (!options.seconds || pressed < options.seconds)) {
		sleep(1);
		for (; waitpid(-1, &status, WNOHANG) > 0; alive--)
			killed += WIFSIGNALED(status);
		pressed += progress->pressing > 0;
		report("", ++second, alive);
	}
	report("done ", second, alive);
	return killed;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_signal };
	long killed;

	parse(argc, argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	volunteer_for_oom();
	progress = mmap(NULL, sizeof(*progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (progress == MAP_FAILED)
		die("mmap");
	share_bytes = options.mib * MIB / options.procs;
	fitting_bytes = meminfo_kib("MemAvailable") * 1024 / options.procs;
	if (fitting_bytes > share_bytes)
		fitting_bytes = share_bytes;
	sigaction(SIGTERM, &action, NULL);
	start();
	killed = watch() + progress->killed;
	return killed ? 137 : 0;
}
