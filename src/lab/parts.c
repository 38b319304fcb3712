/*
 * A process whose memory has known parts: brk heap, anonymous mappings outside
 * it, shared memory and a mapped file. On SIGUSR1 one of them grows. With
 * --mappings it also has so many of a page each, none of which can be merged.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#define PAGE 4096L
#define MIB (1L << 20)

static const char usage[] =
	"usage: parts [--heap-mib N] [--anon-mib N] [--shared-mib N] [--file-mib N] [--file FILE]\n"
	"             [--grow heap|anon|shared] [--grow-mib N] [--mappings N]\n"
	"Prints a line when all is there and one after each SIGUSR1; ends with SIGTERM.\n";

static struct {
	long heap_mib, anon_mib, shared_mib, file_mib, grow_mib, mappings;
	const char *file, *grow;
} options = { .file = "/proc/self/exe", .grow = "anon" };

static void die(const char *what)
{
	fprintf(stderr, "parts: %s: %s\n", what, strerror(errno));
	exit(1);
}

static long number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value < 0) {
		fprintf(stderr, "parts: '%s' is no number\n%s", text, usage);
		exit(2);
	}
	return value;
}

static void parse(int argc, char **argv)
{
	static const struct option known[] = {
		{ "heap-mib", 1, 0, 'h' }, { "anon-mib", 1, 0, 'a' }, { "shared-mib", 1, 0, 's' },
		{ "file-mib", 1, 0, 'f' }, { "file", 1, 0, 'F' },     { "grow", 1, 0, 'g' },
		{ "grow-mib", 1, 0, 'G' }, { "mappings", 1, 0, 'm' }, { "help", 0, 0, '?' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (option) {
		case 'h': options.heap_mib = number(optarg); break;
		case 'a': options.anon_mib = number(optarg); break;
		case 's': options.shared_mib = number(optarg); break;
		case 'f': options.file_mib = number(optarg); break;
		case 'F': options.file = optarg; break;
		case 'g': options.grow = optarg; break;
		case 'G': options.grow_mib = number(optarg); break;
		case 'm': options.mappings = number(optarg); break;
		default: fputs(usage, stderr); exit(2);
		}
	}
}

static void touch(volatile char *memory, long bytes)
{
	for (long at = 0; at < bytes; at += PAGE)
		memory[at] = (char)(at / PAGE + 1);
}

static void take_heap(long bytes)
{
	char *memory = sbrk(bytes);

	if (memory == (void *)-1)
		die("sbrk");
	touch(memory, bytes);
}

static void take_anon(long bytes)
{
	char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		die("mmap");
	touch(memory, bytes);
}

static void take_shared(long bytes)
{
	int fd = memfd_create("parts", MFD_CLOEXEC);
	char *memory;

	if (fd < 0 || ftruncate(fd, bytes))
		die("memfd_create");
	memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (memory == MAP_FAILED)
		die("mmap");
	touch(memory, bytes);
}

static void map_file(long bytes)
{
	int fd = open(options.file, O_RDONLY | O_CLOEXEC);
	volatile char *memory;
	long sum = 0;

	if (fd < 0)
		die(options.file);
	memory = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, fd, 0);
	if (memory == MAP_FAILED)
		die(options.file);
	for (long at = 0; at < bytes; at += PAGE)
		sum += memory[at];
	close(fd);
	if (sum == 42)
		fputc('\n', stderr);
}

/* Neighbours differ in what they allow, so that the kernel keeps a mapping for each page. */
static void map_pages(long count)
{
	char *memory = mmap(NULL, count * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		die("mmap");
	touch(memory, count * PAGE);
	for (long page = 0; page < count; page += 2)
		if (mprotect(memory + page * PAGE, PAGE, PROT_READ))
			die("mprotect");
}

static void take(const char *part, long mib)
{
	if (!mib)
		return;
	if (!strcmp(part, "heap"))
		take_heap(mib * MIB);
	else if (!strcmp(part, "anon"))
		take_anon(mib * MIB);
	else
		take_shared(mib * MIB);
}

int main(int argc, char **argv)
{
	sigset_t signals;
	int signal, grown = 0;

	parse(argc, argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	sigemptyset(&signals);
	sigaddset(&signals, SIGUSR1);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	/* smaps of 6.1 to 6.5 leaves out huge pages that NUMA balancing has marked. */
	if (prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0))
		die("prctl");
	take("heap", options.heap_mib);
	take("anon", options.anon_mib);
	take("shared", options.shared_mib);
	if (options.file_mib)
		map_file(options.file_mib * MIB);
	if (options.mappings)
		map_pages(options.mappings);
	for (;;) {
		printf("majflt=0 grown=%d\n", grown);
		if (sigwait(&signals, &signal) || signal == SIGTERM)
			return 0;
		take(options.grow, options.grow_mib);
		grown++;
	}
}
