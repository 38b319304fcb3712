/*
 * A program whose child leaks: the first process of the container is small
 * and goes on when the kernel has killed its child, which no container
 * runtime ever sees. The child calls itself leaky-child.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MIB (1L << 20)

static const char usage[] =
	"usage: leak [--mib N] [--pause-ms N]\n"
	"defaults: up to 1024 MiB, one of them each 50 ms\n"
	"Prints 'child PID', then 'ended SIGNAL' with the signal that ended the child, then waits to be ended.\n";

static struct {
	long mib, pause_ms;
} options = { .mib = 1024, .pause_ms = 50 };

static void die(const char *what)
{
	fprintf(stderr, "leak: %s: %s\n", what, strerror(errno));
	exit(1);
}

static long number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end == text || *end || value < 1) {
		fprintf(stderr, "leak: '%s' is no positive number\n%s", text, usage);
		exit(2);
	}
	return value;
}

static void parse(int argc, char **argv)
{
	static const struct option known[] = { { "mib", 1, 0, 'm' }, { "pause-ms", 1, 0, 'p' }, { "help", 0, 0, 'h' }, { 0 } };
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (option) {
		case 'm': options.mib = number(optarg); break;
		case 'p': options.pause_ms = number(optarg); break;
		case 'h': fputs(usage, stdout); exit(0);
		default: fputs(usage, stderr); exit(2);
		}
	}
}

static void leak(void)
{
	const struct timespec pause = { options.pause_ms / 1000, options.pause_ms % 1000 * 1000000 };

	prctl(PR_SET_NAME, "leaky-child");
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (long taken = 0; taken < options.mib; taken++) {
		char *memory = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (memory == MAP_FAILED)
			die("mmap");
		memset(memory, 1, MIB);
		nanosleep(&pause, NULL);
	}
	exit(0);
}

int main(int argc, char **argv)
{
	pid_t child;
	int status;

	parse(argc, argv);
	child = fork();
	if (child < 0)
		die("fork");
	if (child == 0)
		leak();
	printf("child %d\n", child);
	fflush(stdout);
	if (waitpid(child, &status, 0) < 0)
		die("waitpid");
	printf("ended %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	fflush(stdout);
	for (;;)
		pause();
}
