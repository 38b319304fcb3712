/*
 * What a container runtime does at a container's birth: makes the cgroup and
 * the levels above it, attaches a child, sets its oom_score_adj, prepares for
 * a while and only then executes the program. The while is a time, or work:
 * that takes an emulated or busy processor longer, as runc's own does. With
 * --until-moved it ends as soon as somebody has moved the process to another
 * cgroup. With
 * --deny-zero it attaches a device program, and as runc does: after the first
 * process is in the cgroup.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
	"usage: container --cgroup DIR [--memory-max BYTES] [--oom SCORE_ADJ] [--prepare-ms N]\n"
	"                 [--prepare-rounds THOUSANDS] [--until-moved] [--deny-zero-after-ms N] [--detach]\n"
	"                 -- COMMAND [ARG...]\n"
	"Prints the program's pid; ends with the program and its status, or at once with --detach.\n";

static struct {
	const char *cgroup, *memory_max, *oom;
	long prepare_ms, prepare_rounds, deny_zero_ms;
	bool detach, until_moved;
	char **command;
} options = { .prepare_ms = 500, .deny_zero_ms = -1 };

static volatile pid_t child;

static void die(const char *what)
{
	fprintf(stderr, "container: %s: %s\n", what, strerror(errno));
	exit(125);
}

static void forward(int signal)
{
	int saved = errno;

	if (child > 0)
		kill(child, signal);
	errno = saved;
}

static void parse(int argc, char **argv)
{
	static const struct option known[] = {
		{ "cgroup", 1, 0, 'c' },     { "memory-max", 1, 0, 'm' }, { "oom", 1, 0, 'o' },
		{ "prepare-ms", 1, 0, 'p' }, { "detach", 0, 0, 'd' },	  { "help", 0, 0, 'h' },
		{ "deny-zero-after-ms", 1, 0, 'z' }, { "until-moved", 0, 0, 'u' }, { "prepare-rounds", 1, 0, 'r' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "+", known, NULL)) != -1) {
		switch (option) {
		case 'c': options.cgroup = optarg; break;
		case 'm': options.memory_max = optarg; break;
		case 'o': options.oom = optarg; break;
		case 'p': options.prepare_ms = atol(optarg); break;
		case 'r': options.prepare_rounds = atol(optarg); break;
		case 'd': options.detach = true; break;
		case 'u': options.until_moved = true; break;
		case 'z': options.deny_zero_ms = atol(optarg); break;
		case 'h': fputs(usage, stdout); exit(0);
		default: fputs(usage, stderr); exit(125);
		}
	}
	options.command = argv + optind;
	if (!options.cgroup || !*options.command) {
		fputs(usage, stderr);
		exit(125);
	}
}

static bool try_write(const char *directory, const char *name, const char *value)
{
	char path[4096];
	bool written;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	written = write(fd, value, strlen(value)) >= 0;
	close(fd);
	return written;
}

static void write_file(const char *directory, const char *name, const char *value)
{
	if (!try_write(directory, name, value))
		die(name);
}

/* As kubelet does for the levels that it makes; a controller that its parent does not offer is left out. */
static void hand_out_controllers(const char *directory)
{
	static const char *const controllers[] = { "+cpuset", "+cpu", "+io", "+memory", "+pids" };

	for (size_t i = 0; i < sizeof(controllers) / sizeof(*controllers); i++)
		try_write(directory, "cgroup.subtree_control", controllers[i]);
}

static bool make_directory(const char *path)
{
	bool made = !mkdir(path, 0755);

	if (!made && errno != EEXIST)
		die(path);
	return made;
}

/* Levels that exist already are left as they are. */
static void make_cgroup(const char *path)
{
	char *level = strdup(path);

	for (char *slash = level + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		if (make_directory(level))
			hand_out_controllers(level);
		*slash = '/';
	}
	make_directory(level);
	free(level);
}

static void pass(long ms)
{
	struct timespec left = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&left, &left) && errno == EINTR)
		;
}

/* System calls, which is what a runtime's work is; an ordinary processor does a thousand rounds in 4 to 8 ms. */
static void work(long thousands)
{
	char text[1024];

	for (long left = thousands * 1000; left > 0; left--) {
		int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);

		if (fd < 0 || read(fd, text, sizeof(text)) < 0)
			die("/proc/self/stat");
		close(fd);
	}
}

static void read_cgroup(char *text, size_t size)
{
	int fd = open("/proc/self/cgroup", O_RDONLY | O_CLOEXEC);
	ssize_t length = read(fd, text, size - 1);

	if (length < 0)
		die("/proc/self/cgroup");
	text[length] = '\0';
	close(fd);
}

/* At most for the time to prepare. */
static void pass_until_moved(void)
{
	static const long step_ms = 10;
	char born[4096], now[4096];

	read_cgroup(born, sizeof(born));
	for (long spent = 0; spent < options.prepare_ms; spent += step_ms) {
		pass(step_ms);
		read_cgroup(now, sizeof(now));
		if (strcmp(born, now))
			return;
	}
}

static void prepare(void)
{
	if (options.until_moved)
		pass_until_moved();
	else
		pass(options.prepare_ms);
	work(options.prepare_rounds);
}

static void become_the_program(int attached)
{
	char byte;

	if (read(attached, &byte, 1) != 1)
		exit(125);
	if (options.oom)
		write_file("/proc/self", "oom_score_adj", options.oom);
	prctl(PR_SET_NAME, "runc:[2:INIT]");
	prepare();
	if (options.detach)
		setsid();
	execvp(options.command[0], options.command);
	die(options.command[0]);
}

static void attach(pid_t pid)
{
	char text[32];

	snprintf(text, sizeof(text), "%d", pid);
	write_file(options.cgroup, "cgroup.procs", text);
}

static int bpf(int command, union bpf_attr *attr)
{
	int answer = syscall(SYS_bpf, command, attr, sizeof(*attr));

	if (answer < 0)
		die("bpf");
	return answer;
}

/* A device list that lacks /dev/zero, which is 1:5. */
static void deny_zero(void)
{
	/* struct bpf_cgroup_dev_ctx: access_type, major, minor */
	static const struct bpf_insn list[] = {
		{ .code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = BPF_REG_2, .src_reg = BPF_REG_1, .off = 4 },
		{ .code = BPF_LDX | BPF_MEM | BPF_W, .dst_reg = BPF_REG_3, .src_reg = BPF_REG_1, .off = 8 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1 },
		{ .code = BPF_JMP | BPF_JNE | BPF_K, .dst_reg = BPF_REG_2, .imm = 1, .off = 2 },
		{ .code = BPF_JMP | BPF_JNE | BPF_K, .dst_reg = BPF_REG_3, .imm = 5, .off = 1 },
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	union bpf_attr load = {
		.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE,
		.insns = (unsigned long)list,
		.insn_cnt = sizeof(list) / sizeof(*list),
		.license = (unsigned long)"Apache-2.0",
	};
	union bpf_attr attach = { .attach_type = BPF_CGROUP_DEVICE, .attach_flags = BPF_F_ALLOW_MULTI };

	attach.target_fd = open(options.cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	attach.attach_bpf_fd = bpf(BPF_PROG_LOAD, &load);
	bpf(BPF_PROG_ATTACH, &attach);
	close(attach.target_fd);
	close(attach.attach_bpf_fd);
}

static int status_of_child(void)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			die("waitpid");
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = forward };
	int attached[2];

	parse(argc, argv);
	make_cgroup(options.cgroup);
	if (options.memory_max)
		write_file(options.cgroup, "memory.max", options.memory_max);
	if (pipe2(attached, O_CLOEXEC))
		die("pipe");
	prctl(PR_SET_NAME, "runc"); /* as runc is called until it has set the score */
	child = fork();
	if (child < 0)
		die("fork");
	if (!child) {
		close(attached[1]);
		become_the_program(attached[0]);
	}
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	attach(child);
	if (write(attached[1], "", 1) != 1)
		die("pipe");
	printf("%d\n", child);
	fflush(stdout);
	if (options.deny_zero_ms >= 0) {
		pass(options.deny_zero_ms);
		deny_zero();
	}
	return options.detach ? 0 : status_of_child();
}
