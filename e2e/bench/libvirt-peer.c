/* The C library at the same work, one thread: libvirt-peer URI CALLS XMLS. Prints "name milliseconds" lines. */
#include <libvirt/libvirt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    int calls = atoi(argv[2]), xmls = atoi(argv[3]);
    virConnectPtr conn = virConnectOpen(argv[1]);
    if (!conn)
        return 1;

    virDomainPtr *domains;
    double start = now_ms();
    int count = virConnectListAllDomains(conn, &domains, 0);
    printf("list %f\n", now_ms() - start);
    if (count < 1)
        return 1;

    virDomainStatsRecordPtr *records;
    start = now_ms();
    if (virConnectGetAllDomainStats(conn, 0, &records, 0) < 0)
        return 1;
    printf("stats %f\n", now_ms() - start);
    virDomainStatsRecordListFree(records);

    virDomainInfo info;
    start = now_ms();
    for (int i = 0; i < calls; i++)
        if (virDomainGetInfo(domains[i % count], &info) < 0)
            return 1;
    printf("getinfo %f\n", now_ms() - start);

    start = now_ms();
    for (int i = 0; i < xmls; i++)
        free(virDomainGetXMLDesc(domains[i % count], 0));
    printf("xml %f\n", now_ms() - start);
    return virConnectClose(conn) < 0;
}
