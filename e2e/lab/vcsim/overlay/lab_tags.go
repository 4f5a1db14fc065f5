// Added by Vireo's lab: attributes that are told, tags of the other protocol, machines found by UUIDs that repeat. See ../README.md.

package simulator

import (
	"net/http"
	"strconv"

	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

var labVapi = struct {
	calls    map[string]int
	status   map[string]int // by call: it fails with this
	onExpire []func()
}{calls: make(map[string]int), status: make(map[string]int)}

// LabVapi counts a call of the tags' protocol; gives the status that it shall fail with, or 0.
func LabVapi(flavour, name string) int {
	lab.Lock()
	defer lab.Unlock()
	labVapi.calls[flavour+" "+name]++
	if status := labVapi.status[flavour]; status != 0 {
		return status
	}
	return labVapi.status[name]
}

// LabOnExpire calls f when all sessions end.
func LabOnExpire(f func()) { labVapi.onExpire = append(labVapi.onExpire, f) }

func labVapiOrder(r *http.Request) {
	status, _ := strconv.Atoi(r.URL.Query().Get("status"))
	labVapi.status[r.URL.Query().Get("call")] = status
}

// SetField gives an entity a value of a custom attribute, and tells it. An empty value takes it away.
func (c *CustomFieldsManager) SetField(ctx *Context, req *types.SetField) soap.HasFault {
	body := &methods.SetFieldBody{}
	if _, field := c.findByKey(req.Key); field == nil {
		body.Fault_ = Fault("", &types.InvalidArgument{InvalidProperty: "key"})
		return body
	}
	object := Map.Get(req.Entity)
	entity := object.(mo.Entity).Entity()
	ctx.WithLock(entity, func() {
		values := []types.BaseCustomFieldValue{}
		for _, value := range entity.CustomValue {
			if value.GetCustomFieldValue().Key != req.Key {
				values = append(values, value)
			}
		}
		if req.Value != "" {
			values = append(values, &types.CustomFieldStringValue{CustomFieldValue: types.CustomFieldValue{Key: req.Key}, Value: req.Value})
		}
		Map.Update(object, []types.PropertyChange{{Name: "customValue", Val: values}, {Name: "value", Val: values}})
	})
	body.Res = &types.SetFieldResponse{}
	return body
}

// FindAllByUuid finds all machines or hosts with a UUID.
func (s *SearchIndex) FindAllByUuid(req *types.FindAllByUuid) soap.HasFault {
	body := &methods.FindAllByUuidBody{Res: new(types.FindAllByUuidResponse)}
	Map.m.Lock()
	defer Map.m.Unlock()
	for ref, obj := range Map.objects {
		uuid := ""
		if vm, ok := asVirtualMachineMO(obj); ok && req.VmSearch {
			uuid = vm.Config.Uuid
			if req.InstanceUuid != nil && *req.InstanceUuid {
				uuid = vm.Config.InstanceUuid
			}
		} else if host, ok := asHostSystemMO(obj); ok && !req.VmSearch {
			uuid = host.Summary.Hardware.Uuid
		}
		if uuid == req.Uuid {
			body.Res.Returnval = append(body.Res.Returnval, ref)
		}
	}
	return body
}

// labIdentity gives a host the name and the hardware's UUID of another one.
func labIdentity(id, name, uuid string) {
	for _, e := range Map.All("HostSystem") {
		host := e.(*HostSystem)
		if id != "" && host.Name != id && host.Self.Value != id {
			continue
		}
		Map.WithLock(host, func() {
			changes := []types.PropertyChange{}
			if name != "" {
				changes = append(changes, types.PropertyChange{Name: "name", Val: name})
			}
			if uuid != "" {
				hardware := *host.Hardware
				hardware.SystemInfo.Uuid = uuid
				summary := *host.Summary.Hardware
				summary.Uuid = uuid
				host.Hardware = &hardware
				host.Summary.Hardware = &summary
				changes = append(changes, types.PropertyChange{Name: "hardware.systemInfo.uuid", Val: uuid}, types.PropertyChange{Name: "summary.hardware.uuid", Val: uuid})
			}
			Map.Update(host, changes)
		})
	}
}
