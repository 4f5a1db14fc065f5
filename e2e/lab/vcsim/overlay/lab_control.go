// Added by Vireo's lab: a control door, faults, slow tasks. See ../README.md.

package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"sync"
	"time"

	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// labFault is a failure that waits for its call.
type labFault struct {
	kind    string // the fault's type name; empty: no fault
	message string
	left    int // how often; negative: always
	delay   time.Duration
	drop    bool // cuts the connection instead of answering
}

type labState struct {
	sync.Mutex
	calls map[string]int
	// by method name, before the method runs
	faults map[string]*labFault
	// by task (powerOn, cloneVm, …)
	taskFaults map[string]*labFault
	taskDelay  map[string]time.Duration
	questions  map[string]bool // machines that ask before they start
	vncAddress string
	tickets    map[string]string // ticket → machine
}

var lab = &labState{
	calls:      make(map[string]int),
	faults:     make(map[string]*labFault),
	taskFaults: make(map[string]*labFault),
	taskDelay:  make(map[string]time.Duration),
	questions:  make(map[string]bool),
	tickets:    make(map[string]string),
}

func init() {
	RegisterEndpoint(func(s *Service, _ *Registry) {
		s.ServeMux.HandleFunc("/lab/", s.serveLab)
		s.ServeMux.HandleFunc("/ticket/", serveTicket)
		s.ServeMux.HandleFunc("/screen", serveScreen)
	})
}

func (f *labFault) take() *labFault {
	if f == nil || f.left == 0 {
		return nil
	}
	if f.left > 0 {
		f.left--
	}
	return f
}

func labMakeFault(kind string) types.BaseMethodFault {
	rtype, ok := types.TypeFunc()(kind)
	if !ok {
		return &types.SystemError{}
	}
	fault, ok := reflect.New(rtype).Interface().(types.BaseMethodFault)
	if !ok {
		return &types.SystemError{}
	}
	return fault
}

// labBefore runs before every call: it counts, delays, and fails what shall fail.
func (s *Service) labBefore(ctx *Context, method *Method) soap.HasFault {
	lab.Lock()
	if ctx.svc != nil {
		lab.calls[method.Name]++
	}
	fault := lab.faults[method.Name].take()
	lab.Unlock()
	if fault == nil || ctx.svc == nil {
		return nil
	}
	time.Sleep(fault.delay)
	if fault.drop {
		panic(http.ErrAbortHandler)
	}
	if fault.kind == "" {
		return nil
	}
	return &serverFaultBody{Reason: Fault(fault.message, labMakeFault(fault.kind))}
}

// serveLab is the control door: GET /lab/state, POST /lab/<what>?<arguments>.
func (s *Service) serveLab(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	lab.Lock()
	defer lab.Unlock()
	switch r.URL.Path {
	case "/lab/state":
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]interface{}{"calls": lab.calls, "vapi": labVapi.calls})
		return
	case "/lab/reset":
		lab.calls = make(map[string]int)
		lab.faults = make(map[string]*labFault)
		lab.taskFaults = make(map[string]*labFault)
		lab.taskDelay = make(map[string]time.Duration)
		lab.questions = make(map[string]bool)
		labVapi.calls = make(map[string]int)
		labVapi.status = make(map[string]int)
	case "/lab/vapi":
		labVapiOrder(r)
	case "/lab/identity":
		labIdentity(q.Get("host"), q.Get("name"), q.Get("uuid"))
	case "/lab/fault":
		lab.faults[q.Get("method")] = labFaultOf(q.Get("fault"), q.Get("message"), q.Get("times"), q.Get("delayMs"), q.Get("drop"))
	case "/lab/task-fault":
		lab.taskFaults[q.Get("task")] = labFaultOf(q.Get("fault"), q.Get("message"), q.Get("times"), "", "")
	case "/lab/task-delay":
		lab.taskDelay[q.Get("task")] = labMs(q.Get("ms"))
	case "/lab/ask":
		lab.questions[q.Get("vm")] = true
	case "/lab/vnc":
		lab.vncAddress = q.Get("address")
	case "/lab/expire":
		sessionMutex.Lock()
		s.sm.sessions = make(map[string]Session)
		sessionMutex.Unlock()
		for _, expire := range labVapi.onExpire {
			expire()
		}
	case "/lab/guest":
		labSetGuest(q.Get("vm"), q.Get("ip"), q.Get("hostname"))
	case "/lab/consolidation":
		labConsolidation(q.Get("vm"))
	case "/lab/sensor":
		labSensor(q.Get("host"), q.Get("name"), q.Get("state"), q.Get("reading"), q.Get("modifier"), q.Get("units"), q.Get("type"))
	case "/lab/extra-config":
		labExtraConfig(q.Get("vm"), q.Get("key"), q.Get("value"))
	case "/lab/managed-by":
		labManagedBy(q.Get("address"))
	case "/lab/power":
		labSetPower(q.Get("vm"), q.Get("state"))
	default:
		w.WriteHeader(http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func labMs(text string) time.Duration {
	n, _ := strconv.Atoi(text)
	return time.Duration(n) * time.Millisecond
}

func labFaultOf(kind, message, times, delayMs, drop string) *labFault {
	left := 1
	if times != "" {
		left, _ = strconv.Atoi(times)
	}
	return &labFault{kind: kind, message: message, left: left, delay: labMs(delayMs), drop: drop == "1"}
}

// labMachine finds a machine by reference value or by name.
func labMachine(id string) *VirtualMachine {
	for _, e := range Map.All("VirtualMachine") {
		vm := e.(*VirtualMachine)
		if vm.Self.Value == id || vm.Name == id {
			return vm
		}
	}
	return nil
}

// labSetPower changes a machine as somebody else would.
func labSetPower(id string, state string) {
	vm := labMachine(id)
	if vm == nil {
		return
	}
	Map.WithLock(vm, func() {
		Map.Update(vm, []types.PropertyChange{
			{Name: "runtime.powerState", Val: types.VirtualMachinePowerState(state)},
			{Name: "summary.runtime.powerState", Val: types.VirtualMachinePowerState(state)},
		})
	})
}

// labSetGuest gives a machine what VMware Tools would report.
func labSetGuest(id, ip, hostname string) {
	vm := labMachine(id)
	if vm == nil {
		return
	}
	mac := ""
	for _, d := range vm.Config.Hardware.Device {
		if card, ok := d.(types.BaseVirtualEthernetCard); ok {
			mac = card.GetVirtualEthernetCard().MacAddress
			break
		}
	}
	net := []types.GuestNicInfo{{
		Network: "VM Network", MacAddress: mac, Connected: true, DeviceConfigId: 4000, IpAddress: []string{ip},
		IpConfig: &types.NetIpConfigInfo{IpAddress: []types.NetIpConfigInfoIpAddress{{IpAddress: ip, PrefixLength: 24, State: "preferred"}}},
	}}
	disk := []types.GuestDiskInfo{{DiskPath: "/", Capacity: 8 << 30, FreeSpace: 5 << 30}}
	Map.WithLock(vm, func() {
		Map.Update(vm, []types.PropertyChange{
			{Name: "guest.ipAddress", Val: ip},
			{Name: "guest.hostName", Val: hostname},
			{Name: "guest.net", Val: net},
			{Name: "guest.disk", Val: disk},
			{Name: "guest.toolsRunningStatus", Val: "guestToolsRunning"},
			{Name: "guest.toolsStatus", Val: types.VirtualMachineToolsStatusToolsOk},
		})
	})
}

// labRun runs a task: at once, or later when it is slow or asks something first.
func (t *Task) Run() types.ManagedObjectReference {
	name := labTaskName(t)
	lab.Lock()
	delay := lab.taskDelay[name]
	fault := lab.taskFaults[name].take()
	asks := name == "powerOn" && t.Info.Entity != nil && lab.questions[t.Info.Entity.Value]
	if asks {
		delete(lab.questions, t.Info.Entity.Value)
	}
	lab.Unlock()
	if fault != nil {
		t.Execute = func(*Task) (types.AnyType, types.BaseMethodFault) { return nil, labMakeFault(fault.kind) }
	}
	if delay == 0 && !asks {
		return t.runStock()
	}
	t.Info.Cancelable = true
	Map.Update(t, []types.PropertyChange{{Name: "info.state", Val: types.TaskInfoStateRunning}})
	go t.runLater(delay, asks)
	return t.Self
}

func (t *Task) runLater(delay time.Duration, asks bool) {
	const steps = 10
	for i := 0; i < steps && delay > 0; i++ {
		time.Sleep(delay / steps)
		if t.Info.Cancelled {
			t.Execute = func(*Task) (types.AnyType, types.BaseMethodFault) { return nil, &types.RequestCanceled{} }
			break
		}
		Map.Update(t, []types.PropertyChange{{Name: "info.progress", Val: int32(i * 100 / steps)}})
	}
	entity := Map.Get(*t.Info.Entity)
	if vm, ok := entity.(*VirtualMachine); ok && asks {
		labAsk(vm)
		for vm.Runtime.Question != nil {
			time.Sleep(20 * time.Millisecond)
		}
	}
	if entity == nil {
		t.runStock()
		return
	}
	Map.WithLock(entity, func() { t.runStock() })
}

func labAsk(vm *VirtualMachine) {
	choice := []types.BaseElementDescription{
		&types.ElementDescription{Description: types.Description{Label: "I Moved It", Summary: "I Moved It"}, Key: "1"},
		&types.ElementDescription{Description: types.Description{Label: "I Copied It", Summary: "I Copied It"}, Key: "2"},
	}
	Map.WithLock(vm, func() {
		Map.Update(vm, []types.PropertyChange{{Name: "runtime.question", Val: types.VirtualMachineQuestionInfo{
			Id:   fmt.Sprintf("%d", time.Now().UnixNano()%1000),
			Text: "msg.uuid.altered: This virtual machine might have been moved or copied.",
			Choice: types.ChoiceOption{
				OptionType:  types.OptionType{},
				ChoiceInfo:  choice,
				DefaultIndex: 1,
			},
		}}})
	})
}

// AnswerVM ends the question that a machine waits with.
func (vm *VirtualMachine) AnswerVM(req *types.AnswerVM) soap.HasFault {
	body := new(methods.AnswerVMBody)
	q := vm.Runtime.Question
	if q == nil || q.Id != req.QuestionId {
		body.Fault_ = Fault("The question is not there.", &types.InvalidArgument{InvalidProperty: "questionId"})
		return body
	}
	Map.Update(vm, []types.PropertyChange{{Name: "runtime.question", Val: nil}})
	body.Res = new(types.AnswerVMResponse)
	return body
}

func labTaskName(t *Task) string {
	id := t.Info.DescriptionId
	for i := len(id) - 1; i >= 0; i-- {
		if id[i] == '.' {
			return id[i+1:]
		}
	}
	return id
}

// CancelTask asks a slow task to stop.
func (t *Task) CancelTask(req *types.CancelTask) soap.HasFault {
	body := new(methods.CancelTaskBody)
	if t.Info.State == types.TaskInfoStateSuccess || t.Info.State == types.TaskInfoStateError {
		body.Fault_ = Fault("The task has ended.", &types.InvalidState{})
		return body
	}
	t.Info.Cancelled = true
	body.Res = new(types.CancelTaskResponse)
	return body
}
