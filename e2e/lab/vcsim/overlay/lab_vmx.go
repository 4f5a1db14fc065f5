// Added by Vireo's lab: a machine has its .vmx file, as on a real host: written when it is made or changed, read when it is registered.

package simulator

import (
	"bufio"
	"fmt"
	"os"
	"path"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/vmware/govmomi/vim25/types"
)

var (
	labVmxLine   = regexp.MustCompile(`^\s*([A-Za-z0-9_.:\-]+)\s*=\s*"(.*)"\s*$`)
	labVmxDevice = regexp.MustCompile(`(?i)^(scsi|sata|ide|nvme|ethernet)\d+[.:]`)
	labVmxDisk   = regexp.MustCompile(`(?i)^(scsi|sata|ide|nvme)(\d+):(\d+)\.filename$`)
	labVmxNet    = regexp.MustCompile(`(?i)^ethernet(\d+)\.present$`)
)

func (vm *VirtualMachine) labVmxFile() string {
	p, fault := parseDatastorePath(vm.Config.Files.VmPathName)
	if fault != nil {
		return ""
	}
	ds := vm.findDatastore(p.Datastore)
	if ds == nil {
		ds = vm.useDatastore(p.Datastore)
	}
	return path.Join(ds.Info.GetDatastoreInfo().Url, p.Path)
}

func labReadVmx(file string) map[string]string {
	keys := make(map[string]string)
	f, err := os.Open(file)
	if err != nil {
		return keys
	}
	defer f.Close()
	scanner := bufio.NewScanner(f)
	for scanner.Scan() {
		if m := labVmxLine.FindStringSubmatch(scanner.Text()); m != nil {
			keys[m[1]] = m[2]
		}
	}
	return keys
}

// labRegistered takes over what the file of a machine that is being registered says.
func (vm *VirtualMachine) labRegistered() {
	keys := make(map[string]string)
	for k, v := range labReadVmx(vm.labVmxFile()) {
		keys[strings.ToLower(k)] = v
	}
	spec := &types.VirtualMachineConfigSpec{Name: keys["displayname"], Annotation: strings.ReplaceAll(keys["annotation"], "|0A", "\n")}
	if mb, err := strconv.Atoi(keys["memsize"]); err == nil {
		spec.MemoryMB = int64(mb)
	}
	if n, err := strconv.Atoi(keys["numvcpus"]); err == nil {
		spec.NumCPUs = int32(n)
	}
	spec.Uuid = labVmxUuid(keys["uuid.bios"])
	spec.InstanceUuid = labVmxUuid(keys["vc.uuid"])
	if os := keys["guestos"]; os != "" {
		spec.GuestId = labGuestId(os)
	}
	for k, v := range keys {
		if m := labVmxDisk.FindStringSubmatch(k); m != nil {
			labAddDisk(vm, spec, m[1], m[2], m[3], v, keys)
		}
		if m := labVmxNet.FindStringSubmatch(k); m != nil && strings.EqualFold(v, "true") {
			labAddNet(spec, m[1], keys)
		}
	}
	vm.apply(spec)
	vm.configureDevicesLab(spec)
}

func (vm *VirtualMachine) configureDevicesLab(spec *types.VirtualMachineConfigSpec) {
	for _, change := range spec.DeviceChange {
		device := change.GetVirtualDeviceConfigSpec().Device
		vm.Config.Hardware.Device = append(vm.Config.Hardware.Device, device)
	}
}

func labAddDisk(vm *VirtualMachine, spec *types.VirtualMachineConfigSpec, bus, controller, unit, file string, keys map[string]string) {
	prefix := bus + controller + ":" + unit
	if !strings.EqualFold(keys[prefix+".present"], "true") || !strings.HasSuffix(strings.ToLower(file), ".vmdk") {
		return
	}
	if !strings.HasPrefix(file, "/") {
		p, _ := parseDatastorePath(vm.Config.Files.VmPathName)
		file = fmt.Sprintf("[%s] %s", p.Datastore, path.Join(path.Dir(p.Path), file))
	} else if parts := strings.SplitN(file, "/", 5); len(parts) == 5 {
		file = fmt.Sprintf("[%s] %s", parts[3], parts[4])
	}
	c, _ := strconv.Atoi(controller)
	u, _ := strconv.Atoi(unit)
	unitNumber := int32(u)
	disk := &types.VirtualDisk{CapacityInKB: 1024, CapacityInBytes: 1 << 20}
	disk.Key = int32(2000 + 16*c + u)
	disk.ControllerKey = int32(1000 + c)
	disk.UnitNumber = &unitNumber
	disk.DeviceInfo = &types.Description{Label: fmt.Sprintf("Hard disk %d", u+1), Summary: "1,024 KB"}
	disk.Backing = &types.VirtualDiskFlatVer2BackingInfo{VirtualDeviceFileBackingInfo: types.VirtualDeviceFileBackingInfo{FileName: file}, DiskMode: "persistent", ThinProvisioned: types.NewBool(true)}
	spec.DeviceChange = append(spec.DeviceChange, &types.VirtualDeviceConfigSpec{Operation: types.VirtualDeviceConfigSpecOperationAdd, Device: disk})
}

func labAddNet(spec *types.VirtualMachineConfigSpec, index string, keys map[string]string) {
	prefix := "ethernet" + index
	n, _ := strconv.Atoi(index)
	mac := keys[prefix+".address"]
	if mac == "" {
		mac = keys[prefix+".generatedaddress"]
	}
	var card types.VirtualEthernetCard
	card.Key = int32(4000 + n)
	card.MacAddress = mac
	card.DeviceInfo = &types.Description{Label: fmt.Sprintf("Network adapter %d", n+1), Summary: keys[prefix+".networkname"]}
	card.Connectable = &types.VirtualDeviceConnectInfo{StartConnected: true, Connected: true, AllowGuestControl: true}
	card.Backing = &types.VirtualEthernetCardNetworkBackingInfo{VirtualDeviceDeviceBackingInfo: types.VirtualDeviceDeviceBackingInfo{DeviceName: keys[prefix+".networkname"]}}
	var device types.BaseVirtualDevice
	switch strings.ToLower(keys[prefix+".virtualdev"]) {
	case "e1000":
		device = &types.VirtualE1000{VirtualEthernetCard: card}
	case "vmxnet3":
		device = &types.VirtualVmxnet3{VirtualVmxnet: types.VirtualVmxnet{VirtualEthernetCard: card}}
	default:
		device = &types.VirtualPCNet32{VirtualEthernetCard: card}
	}
	spec.DeviceChange = append(spec.DeviceChange, &types.VirtualDeviceConfigSpec{Operation: types.VirtualDeviceConfigSpecOperationAdd, Device: device})
}

// labWritten tells everybody what has changed, and writes the file.
func (vm *VirtualMachine) labWritten() {
	if vm.Self.Value != "" {
		Map.Update(vm, []types.PropertyChange{
			{Name: "name", Val: vm.Name},
			{Name: "config.hardware", Val: vm.Config.Hardware},
			{Name: "config.annotation", Val: vm.Config.Annotation},
			{Name: "config.guestId", Val: vm.Config.GuestId},
			{Name: "summary.config.memorySizeMB", Val: vm.Config.Hardware.MemoryMB},
			{Name: "summary.config.numCpu", Val: vm.Config.Hardware.NumCPU},
		})
	}
	file := vm.labVmxFile()
	if file == "" {
		return
	}
	keys := labReadVmx(file)
	for k := range keys {
		if labVmxDevice.MatchString(k) {
			delete(keys, k)
		}
	}
	set := func(k, v string) {
		for old := range keys {
			if strings.EqualFold(old, k) {
				delete(keys, old)
			}
		}
		keys[k] = v
	}
	set(".encoding", "UTF-8")
	set("config.version", "8")
	set("virtualHW.version", strings.TrimPrefix(vm.Config.Version, "vmx-"))
	set("displayName", vm.Name)
	set("guestOS", labVmxGuestOs(vm.Config.GuestId))
	set("uuid.bios", labVmxBytes(vm.Config.Uuid))
	set("vc.uuid", labVmxBytes(vm.Config.InstanceUuid))
	set("memSize", fmt.Sprint(vm.Config.Hardware.MemoryMB))
	set("numvcpus", fmt.Sprint(vm.Config.Hardware.NumCPU))
	if vm.Config.Annotation != "" {
		set("annotation", strings.ReplaceAll(vm.Config.Annotation, "\n", "|0A"))
	}
	// As on a host: the last value counts, and an empty one takes the entry away.
	values := make(map[string]types.BaseOptionValue)
	for _, extra := range vm.Config.ExtraConfig {
		o := extra.GetOptionValue()
		set(o.Key, fmt.Sprint(o.Value))
		values[strings.ToLower(o.Key)] = extra
	}
	var left []types.BaseOptionValue
	for _, extra := range vm.Config.ExtraConfig {
		o := extra.GetOptionValue()
		if values[strings.ToLower(o.Key)] != extra {
			continue
		}
		if fmt.Sprint(o.Value) == "" {
			delete(keys, o.Key)
			continue
		}
		left = append(left, extra)
	}
	vm.Config.ExtraConfig = left
	vm.labVmxDevices(set)
	names := make([]string, 0, len(keys))
	for k := range keys {
		names = append(names, k)
	}
	sort.Strings(names)
	var text strings.Builder
	for _, k := range names {
		fmt.Fprintf(&text, "%s = \"%s\"\n", k, keys[k])
	}
	_ = os.WriteFile(file, []byte(text.String()), 0600)
}

func (vm *VirtualMachine) labVmxDevices(set func(k, v string)) {
	p, _ := parseDatastorePath(vm.Config.Files.VmPathName)
	nics := 0
	for _, d := range vm.Config.Hardware.Device {
		switch device := d.(type) {
		case *types.VirtualDisk:
			backing, ok := device.Backing.(*types.VirtualDiskFlatVer2BackingInfo)
			if !ok || device.UnitNumber == nil {
				continue
			}
			bus := "scsi0"
			set("scsi0.present", "TRUE")
			set("scsi0.virtualDev", "lsilogic")
			at := fmt.Sprintf("%s:%d", bus, *device.UnitNumber)
			name := backing.FileName
			if q, fault := parseDatastorePath(name); fault == nil {
				if q.Datastore == p.Datastore && path.Dir(q.Path) == path.Dir(p.Path) {
					name = path.Base(q.Path)
				} else {
					name = "/vmfs/volumes/" + q.Datastore + "/" + q.Path
				}
			}
			set(at+".present", "TRUE")
			set(at+".deviceType", "scsi-hardDisk")
			set(at+".fileName", name)
		case types.BaseVirtualEthernetCard:
			card := device.GetVirtualEthernetCard()
			at := fmt.Sprintf("ethernet%d", nics)
			nics++
			set(at+".present", "TRUE")
			if backing, ok := card.Backing.(*types.VirtualEthernetCardNetworkBackingInfo); ok {
				set(at+".networkName", backing.DeviceName)
			} else {
				set(at+".networkName", "VM Network")
			}
			if model := labVmxModel(d); model != "" {
				set(at+".virtualDev", model)
			}
			set(at+".addressType", "generated")
			set(at+".generatedAddress", card.MacAddress)
		}
	}
}

func labVmxModel(d types.BaseVirtualDevice) string {
	switch d.(type) {
	case *types.VirtualE1000:
		return "e1000"
	case *types.VirtualE1000e:
		return "e1000e"
	case *types.VirtualVmxnet3:
		return "vmxnet3"
	default:
		return ""
	}
}

// labVmxBytes writes a UUID as .vmx files have it: "56 4d … - … ".
func labVmxBytes(text string) string {
	id, err := uuid.Parse(text)
	if err != nil {
		return ""
	}
	var out strings.Builder
	for i, b := range id {
		if i == 8 {
			out.WriteByte('-')
		} else if i > 0 {
			out.WriteByte(' ')
		}
		fmt.Fprintf(&out, "%02x", b)
	}
	return out.String()
}

func labVmxUuid(text string) string {
	digits := strings.NewReplacer(" ", "", "-", "").Replace(text)
	id, err := uuid.Parse(digits)
	if err != nil {
		return ""
	}
	return id.String()
}

func labVmxGuestOs(id string) string {
	name := strings.TrimSuffix(strings.TrimSuffix(id, "Guest"), "Guest64")
	if strings.HasSuffix(id, "64Guest") {
		return strings.TrimSuffix(id, "64Guest") + "-64"
	}
	if strings.HasSuffix(id, "Guest64") {
		return name + "-64"
	}
	return name
}

func labGuestId(os string) string {
	if strings.HasSuffix(os, "-64") {
		name := strings.TrimSuffix(os, "-64")
		if name == "other" {
			return "otherGuest64"
		}
		return name + "64Guest"
	}
	return os + "Guest"
}
