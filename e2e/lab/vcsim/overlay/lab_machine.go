// Added by Vireo's lab: what a real host's machines can, and the simulator's cannot.

package simulator

import (
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"path"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

func labNotOn(vm *VirtualMachine) *soap.Fault {
	if vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn {
		return nil
	}
	return Fault("The attempted operation cannot be performed in the current state.", &types.InvalidPowerState{
		RequestedState: types.VirtualMachinePowerStatePoweredOn,
		ExistingState:  vm.Runtime.PowerState,
	})
}

// RebootGuest asks the guest to restart; here it restarts at once.
func (vm *VirtualMachine) RebootGuest(ctx *Context, req *types.RebootGuest) soap.HasFault {
	body := &methods.RebootGuestBody{Fault_: labNotOn(vm)}
	if body.Fault_ == nil {
		ctx.postEvent(&types.VmGuestRebootEvent{VmEvent: vm.event()})
		body.Res = new(types.RebootGuestResponse)
	}
	return body
}

// StandbyGuest asks the guest to go to sleep.
func (vm *VirtualMachine) StandbyGuest(ctx *Context, req *types.StandbyGuest) soap.HasFault {
	body := &methods.StandbyGuestBody{Fault_: labNotOn(vm)}
	if body.Fault_ == nil {
		labPower(vm, types.VirtualMachinePowerStateSuspended)
		body.Res = new(types.StandbyGuestResponse)
	}
	return body
}

func labPower(vm *VirtualMachine, state types.VirtualMachinePowerState) {
	Map.Update(vm, []types.PropertyChange{
		{Name: "runtime.powerState", Val: state},
		{Name: "summary.runtime.powerState", Val: state},
	})
}

// RenameSnapshot gives a snapshot another name and description.
func (v *VirtualMachineSnapshot) RenameSnapshot(ctx *Context, req *types.RenameSnapshot) soap.HasFault {
	vm := Map.Get(v.Vm).(*VirtualMachine)
	Map.WithLock(vm, func() {
		if item := findSnapshotInTree(vm.Snapshot.RootSnapshotList, v.Self); item != nil {
			if req.Name != "" {
				item.Name = req.Name
			}
			if req.Description != "" {
				item.Description = req.Description
			}
		}
		Map.Update(vm, []types.PropertyChange{{Name: "snapshot", Val: *vm.Snapshot}})
	})
	return &methods.RenameSnapshotBody{Res: new(types.RenameSnapshotResponse)}
}

// labRevert puts a machine into the state in which the snapshot was taken.
func labRevert(vm *VirtualMachine, ref types.ManagedObjectReference) {
	item := findSnapshotInTree(vm.Snapshot.RootSnapshotList, ref)
	if item == nil || vm.Runtime.PowerState == item.State {
		return
	}
	labPower(vm, item.State)
}

// ConsolidateVMDisksTask has nothing to do but to say that it is done.
func (vm *VirtualMachine) ConsolidateVMDisksTask(req *types.ConsolidateVMDisks_Task) soap.HasFault {
	task := CreateTask(vm, "consolidateDisks", func(*Task) (types.AnyType, types.BaseMethodFault) {
		Map.Update(vm, []types.PropertyChange{{Name: "runtime.consolidationNeeded", Val: false}})
		return nil, nil
	})
	return &methods.ConsolidateVMDisks_TaskBody{Res: &types.ConsolidateVMDisks_TaskResponse{Returnval: task.Run()}}
}

// MigrateVMTask moves a machine to another host; the same as relocating it there.
func (vm *VirtualMachine) MigrateVMTask(ctx *Context, req *types.MigrateVM_Task) soap.HasFault {
	res := vm.RelocateVMTask(ctx, &types.RelocateVM_Task{This: req.This, Spec: types.VirtualMachineRelocateSpec{Host: req.Host, Pool: req.Pool}})
	task := res.(*methods.RelocateVM_TaskBody).Res.Returnval
	return &methods.MigrateVM_TaskBody{Res: &types.MigrateVM_TaskResponse{Returnval: task}}
}

// labMoved keeps the host's and the pool's lists right after a move.
func labMoved(vm *VirtualMachine, spec types.VirtualMachineRelocateSpec) {
	if spec.Host != nil && vm.Runtime.Host != nil && *spec.Host != *vm.Runtime.Host {
		from, to := Map.Get(*vm.Runtime.Host).(*HostSystem), Map.Get(*spec.Host).(*HostSystem)
		Map.RemoveReference(from, &from.Vm, vm.Self)
		Map.AddReference(to, &to.Vm, vm.Self)
	}
}

// ValidateMigration finds nothing to object to.
func (s *ServiceInstance) ValidateMigration(*types.ValidateMigration) soap.HasFault {
	return &methods.ValidateMigrationBody{Res: new(types.ValidateMigrationResponse)}
}

// CreateScreenshotTask puts a picture beside the machine's files and says where.
func (vm *VirtualMachine) CreateScreenshotTask(ctx *Context, req *types.CreateScreenshot_Task) soap.HasFault {
	if fault := labNotOn(vm); fault != nil {
		return &methods.CreateScreenshot_TaskBody{Fault_: fault}
	}
	task := CreateTask(vm, "createScreenshot", func(*Task) (types.AnyType, types.BaseMethodFault) {
		p, fault := parseDatastorePath(vm.Config.Files.VmPathName)
		if fault != nil {
			return nil, fault
		}
		at := object.DatastorePath{Datastore: p.Datastore, Path: path.Join(path.Dir(p.Path), vm.Name+"-1.png")}
		ds := vm.findDatastore(p.Datastore)
		f, err := os.Create(path.Join(ds.Info.GetDatastoreInfo().Url, at.Path))
		if err != nil {
			return nil, &types.FileFault{File: at.String()}
		}
		defer f.Close()
		_ = png.Encode(f, labPicture())
		return at.String(), nil
	})
	return &methods.CreateScreenshot_TaskBody{Res: &types.CreateScreenshot_TaskResponse{Returnval: task.Run()}}
}

func labPicture() image.Image {
	picture := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for y := 0; y < 480; y++ {
		for x := 0; x < 640; x++ {
			picture.Set(x, y, color.RGBA{uint8(x * 255 / 640), uint8(y * 255 / 480), 96, 255})
		}
	}
	return picture
}

// serveScreen is the host's /screen?id=MACHINE, a picture of what the machine shows.
func serveScreen(w http.ResponseWriter, r *http.Request) {
	vm := labMachine(r.URL.Query().Get("id"))
	if vm == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if _, _, ok := r.BasicAuth(); !ok {
		if _, err := r.Cookie(soap.SessionCookieName); err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
	}
	w.Header().Set("Content-Type", "image/png")
	_ = png.Encode(w, labPicture())
}

// LabAutoStart is a host's HostAutoStartManager.
type LabAutoStart struct {
	mo.HostAutoStartManager
}

func newLabAutoStart() *LabAutoStart {
	m := new(LabAutoStart)
	m.Self.Type = "HostAutoStartManager"
	no := types.NewBool(false)
	m.Config.Defaults = &types.AutoStartDefaults{Enabled: no, StartDelay: 120, StopDelay: 120, WaitForHeartbeat: no, StopAction: "PowerOff"}
	return m
}

// ReconfigureAutostart takes over what is given, machine by machine.
func (m *LabAutoStart) ReconfigureAutostart(req *types.ReconfigureAutostart) soap.HasFault {
	if req.Spec.Defaults != nil && req.Spec.Defaults.Enabled != nil {
		m.Config.Defaults.Enabled = req.Spec.Defaults.Enabled
	}
next:
	for _, info := range req.Spec.PowerInfo {
		for i := range m.Config.PowerInfo {
			if m.Config.PowerInfo[i].Key == info.Key {
				m.Config.PowerInfo[i] = info
				continue next
			}
		}
		m.Config.PowerInfo = append(m.Config.PowerInfo, info)
	}
	Map.Update(m, []types.PropertyChange{{Name: "config", Val: m.Config}})
	return &methods.ReconfigureAutostartBody{Res: new(types.ReconfigureAutostartResponse)}
}

// RescanHba finds nothing new.
func (s *HostStorageSystem) RescanHba(*Context, *types.RescanHba) soap.HasFault {
	return &methods.RescanHbaBody{Res: new(types.RescanHbaResponse)}
}

// ZeroFillVirtualDiskTask overwrites a disk with zeros.
func (m *VirtualDiskManager) ZeroFillVirtualDiskTask(ctx *Context, req *types.ZeroFillVirtualDisk_Task) soap.HasFault {
	task := CreateTask(m, "zeroFillVirtualDisk", func(*Task) (types.AnyType, types.BaseMethodFault) { return nil, nil })
	return &methods.ZeroFillVirtualDisk_TaskBody{Res: &types.ZeroFillVirtualDisk_TaskResponse{Returnval: task.Run()}}
}

// ExtendVirtualDiskTask makes a disk bigger; its file says so.
func (m *VirtualDiskManager) ExtendVirtualDiskTask(ctx *Context, req *types.ExtendVirtualDisk_Task) soap.HasFault {
	task := CreateTask(m, "extendVirtualDisk", func(*Task) (types.AnyType, types.BaseMethodFault) { return nil, nil })
	return &methods.ExtendVirtualDisk_TaskBody{Res: &types.ExtendVirtualDisk_TaskResponse{Returnval: task.Run()}}
}
