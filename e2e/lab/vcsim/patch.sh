#!/bin/bash
# patch.sh GOVMOMI: makes the simulator of govmomi 0.24.2 as strict and as able as the lab needs it. README.md says why each.
set -euo pipefail
cd "$1"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# edit FILE PERL: a substitution over the whole file that must change something.
edit() {
  local before; before=$(sha256sum "$1")
  perl -0pi -e "$2" "$1"
  [ "$before" != "$(sha256sum "$1")" ] || { echo "patch.sh: nothing to change in $1: $2" >&2; exit 1; }
}

# A host gives xsi:type on every member of an ArrayOfX; libvirt insists on it.
sed -i -E '/^type ArrayOf[A-Za-z0-9]+ struct \{/,/^\}/ s/`xml:"([A-Za-z0-9_]+),omitempty"`/`xml:"\1,omitempty,typeattr"`/' vim25/types/types.go
# Answers that panicked or were empty.
edit simulator/performance_manager.go 's/\tbody\.Res\.Returnval = make\(\[\]types\.PerfCounterInfo/\tbody.Res = new(types.QueryPerfCounterResponse)\n\tbody.Res.Returnval = make([]types.PerfCounterInfo/'
edit simulator/datastore.go 's/r := &methods\.RefreshDatastoreBody\{\}\n\n\terr := ds\.stat\(\)\n\tif err != nil \{/r := &methods.RefreshDatastoreBody{Res: &types.RefreshDatastoreResponse{}}\n\n\terr := ds.stat()\n\tif err != nil {\n\t\tr.Res = nil/'
edit simulator/snapshot.go 's/\t\t\t\tchanges = append\(changes, types\.PropertyChange\{Name: "snapshot\.currentSnapshot", Val: parent\}\)/\t\t\t\tif parent != nil {\n\t\t\t\t\tchanges = append(changes, types.PropertyChange{Name: "snapshot.currentSnapshot", Val: *parent})\n\t\t\t\t} else {\n\t\t\t\t\tvm.Snapshot.CurrentSnapshot = nil\n\t\t\t\t}/'
# Reverting puts the machine into the state of the snapshot; without memory that is off.
edit simulator/snapshot.go 's/(\{Name: "snapshot\.currentSnapshot", Val: v\.Self\},\n\t\t\t\}\))/$1\n\t\t\tlabRevert(vm, v.Self)/'
edit simulator/virtual_machine.go 's/(\t\ttreeItem := types\.VirtualMachineSnapshotTree\{)/\t\tstate := vm.Runtime.PowerState\n\t\tif !req.Memory {\n\t\t\tstate = types.VirtualMachinePowerStatePoweredOff\n\t\t}\n$1/; s/State:           vm\.Runtime\.PowerState,/State:           state,/'
# Nothing without a session but what a host gives; faults and counts.
edit simulator/simulator.go 's/\thandler := ctx\.Map\.Get\(method\.This\)\n/\tif fault := s.labBefore(ctx, method); fault != nil {\n\t\treturn fault\n\t}\n\thandler := ctx.Map.Get(method.This)\n/; s/"RetrieveProperties", "RetrievePropertiesEx", "CloneSession"/"CloneSession"/'
# Tasks that take their time, fail or ask.
edit simulator/task.go 's/func \(t \*Task\) Run\(\)/func (t *Task) runStock()/'
# Versions, truncated sets and pages.
edit simulator/property_collector.go 's/func \(pc \*PropertyCollector\) WaitForUpdatesEx\(/func (pc *PropertyCollector) waitForUpdatesExStock(/; s/func \(pc \*PropertyCollector\) RetrievePropertiesEx\(/func (pc *PropertyCollector) retrievePropertiesExStock(/; s/(\tcancel  context\.CancelFunc\n)/$1\tlab     labCollector\n/'
# Machines have their .vmx.
edit simulator/virtual_machine.go 's/f, err := vm\.createFile\(file\.spec, file\.name, register\)\n\t\tif err != nil \{/f, err := vm.createFile(file.spec, file.name, register)\n\t\tif err != nil && register && file.name != "" {\n\t\t\tf, err = vm.createFile(file.spec, file.name, false)\n\t\t}\n\t\tif err != nil {/'
edit simulator/virtual_machine.go 's/\treturn vm\.configureDevices\(spec\)\n\}\n\nvar vmwOUI/\tif register {\n\t\tvm.labRegistered()\n\t\treturn nil\n\t}\n\tif err := vm.configureDevices(spec); err != nil {\n\t\treturn err\n\t}\n\tvm.labWritten()\n\treturn nil\n}\n\nvar vmwOUI/'
edit simulator/virtual_machine.go 's/\t\terr := vm\.configure\(&req\.Spec\)\n/\t\terr := vm.configure(&req.Spec)\n\t\tif err == nil {\n\t\t\tvm.labWritten()\n\t\t}\n/'
# A clone left its source without a disk file.
edit simulator/virtual_machine.go 's/\t\t\tswitch disk := device\.\(type\) \{\n\t\t\tcase \*types\.VirtualDisk:\n/\t\t\tswitch source := device.(type) {\n\t\t\tcase *types.VirtualDisk:\n\t\t\t\tdisk := new(types.VirtualDisk)\n\t\t\t\tdeepCopy(source, disk)\n\t\t\t\tdevice = disk\n/'
# A move counts for hosts too.
edit simulator/virtual_machine.go 's/(task := CreateTask\(vm, "relocateVm", func\(t \*Task\) \(types\.AnyType, types\.BaseMethodFault\) \{\n)/$1\t\tlabMoved(vm, req.Spec)\n/'
# Disks have descriptors and extents of their size, and uploads can be cut.
edit simulator/virtual_disk_manager.go 's/(\t\t_ = f\.Close\(\)\n)/$1\t\tlabDiskMade(name, req)\n/'
edit simulator/host_datastore_browser.go 's/s\.addFile\(file, &res\)/s.addFile(labFile{file, dir}, &res)/; s/\t\t\t\/\/ TODO: lookup device to set other fields\n\t\t\tfinfo = &types\.VmDiskFileInfo\{FileInfo: info\}/\t\t\tfinfo = labDiskInfo(file, info)/'
edit simulator/simulator.go 's/(\t\tdefer f\.Close\(\)\n)(\n\t\t_, _ = io\.Copy\(f, r\.Body\)\n)/$1\t\tif labPut(w, r, f) {\n\t\t\treturn\n\t\t}\n$2/'
# Changes of a host's network show in the host.
edit simulator/host_network_system.go 's/(\tr\.Res = &types\.(AddPortGroup|RemovePortGroup|AddVirtualSwitch)Response\{\}\n)/\ts.labShow()\n$1/g; s/(\t\t\tr\.Res = &types\.RemoveVirtualSwitchResponse\{\}\n)/\t\t\ts.labShow()\n$1/'
# The manager of what starts with the host.
edit simulator/host_system.go 's/(\t\t\{&hs\.ConfigManager\.StorageSystem, NewHostStorageSystem\(&hs\.HostSystem\)\},\n)/$1\t\t{&hs.ConfigManager.AutoStartManager, newLabAutoStart()},\n/'
# What is kept of statistics.
edit simulator/performance_manager.go 's/(\tm\.perfCounterIndex = make\()/\tm.HistoricalInterval = labHistory()\n$1/'
# Attributes are told when they change (overlay/lab_tags.go), and the tags' protocol takes only the right password.
edit simulator/custom_fields_manager.go 's/func \(c \*CustomFieldsManager\) SetField\(/func (c *CustomFieldsManager) setFieldStock(/'
edit vapi/simulator/simulator.go 's/\t\t\tpath, handler := New\(s\.Listen, r\.OptionManager\(\)\.Setting\)\n\t\t\ts\.Handle\(path, handler\)\n/\t\t\tpath, made := New(s.Listen, r.OptionManager().Setting)\n\t\t\ts.Handle(path, labWrap(made.(*handler)))\n\t\t\ts.Handle("\/api\/session", labAPI(made.(*handler)))\n\t\t\ts.Handle("\/api\/cis\/", labAPI(made.(*handler)))\n/'
cp "$here"/overlay-vapi/*.go vapi/simulator/
cp "$here"/overlay/*.go simulator/
