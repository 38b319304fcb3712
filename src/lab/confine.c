/*
 * Runs a command that cannot write certain files, whoever it is: the kernel's
 * security module Landlock denies it with EACCES, as a profile of AppArmor or
 * a policy of SELinux would.
 *
 * Landlock only knows what is allowed, so this allows everything beside the way
 * to each denied path; what is made later on that way is denied as well. It
 * also keeps the command from looking into processes outside (ptrace).
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of linux/landlock.h, which a machine with older headers does not have (since 5.13). */
#define CREATE_RULESET 444
#define ADD_RULE 445
#define RESTRICT_SELF 446
#define RULE_PATH_BENEATH 1
#define ACCESS_FS_WRITE_FILE (1ULL << 1)

struct ruleset_attr {
	uint64_t handled_access_fs;
};
struct path_beneath_attr {
	uint64_t allowed_access;
	int32_t parent_fd;
} __attribute__((packed));

static int ruleset, denied_count;
static char **denied;

static void allow(const char *path)
{
	struct path_beneath_attr rule = { .allowed_access = ACCESS_FS_WRITE_FILE };

	rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return; /* it went meanwhile, so that nobody writes it */
	if (syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, &rule, 0))
		warn("%s cannot be allowed", path);
	close(rule.parent_fd);
}

static bool is_denied(const char *path)
{
	for (int i = 0; i < denied_count; i++)
		if (!strcmp(denied[i], path))
			return true;
	return false;
}

static bool leads_to_denied(const char *path)
{
	size_t length = strlen(path);

	for (int i = 0; i < denied_count; i++)
		if (!strncmp(denied[i], path, length) && denied[i][length] == '/')
			return true;
	return false;
}

/* The directory's own path ends without a slash: "" is the root. */
static void allow_beside(const char *directory)
{
	DIR *entries = opendir(*directory ? directory : "/");
	struct dirent *entry;
	char path[4096];

	if (!entries)
		err(125, "%s", directory);
	while ((entry = readdir(entries))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") || entry->d_type == DT_LNK)
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		if (leads_to_denied(path))
			allow_beside(path);
		else if (!is_denied(path))
			allow(path);
	}
	closedir(entries);
}

int main(int argc, char **argv)
{
	struct ruleset_attr handled = { .handled_access_fs = ACCESS_FS_WRITE_FILE };
	int command = 1;

	while (command < argc && strcmp(argv[command], "--"))
		command++;
	if (command < 2 || command + 1 >= argc)
		errx(125, "usage: confine FILE... -- COMMAND [ARG...]");
	denied = argv + 1;
	denied_count = command - 1;
	ruleset = syscall(CREATE_RULESET, &handled, sizeof(handled), 0);
	if (ruleset < 0)
		err(125, "no Landlock; boot with lsm=landlock");
	allow_beside("");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(RESTRICT_SELF, ruleset, 0))
		err(125, "Landlock");
	execvp(argv[command + 1], argv + command + 1);
	err(127, "%s", argv[command + 1]);
}
