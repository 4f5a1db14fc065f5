// Added by Vireo's lab: the property collector as a real host has it, with versions, truncated sets, pages and sessions that end.

package simulator

import (
	"context"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

type labCollector struct {
	version int
	rest    []types.PropertyFilterUpdate
	pages   map[string][]types.ObjectContent
	waiting int32
}

// WaitForUpdatesEx gives the present state first, then what changes: one entry an object, at most as many as asked for.
func (pc *PropertyCollector) WaitForUpdatesEx(ctx *Context, r *types.WaitForUpdatesEx) soap.HasFault {
	body := new(methods.WaitForUpdatesExBody)
	if ctx.Session == nil {
		body.Fault_ = Fault("The session is not authenticated.", &types.NotAuthenticated{})
		return body
	}
	atomic.AddInt32(&pc.lab.waiting, 1)
	defer atomic.AddInt32(&pc.lab.waiting, -1)
	wait, cancel := context.WithCancel(context.Background())
	defer cancel()
	oneUpdate := false
	if r.Options != nil && r.Options.MaxWaitSeconds != nil {
		oneUpdate = *r.Options.MaxWaitSeconds == 0
		if !oneUpdate {
			wait, cancel = context.WithTimeout(wait, time.Second*time.Duration(*r.Options.MaxWaitSeconds))
			defer cancel()
		}
	}
	pc.mu.Lock()
	pc.cancel = cancel
	pc.mu.Unlock()
	answer := func(sets []types.PropertyFilterUpdate) soap.HasFault {
		set := pc.labCut(sets, r.Options)
		body.Res = &types.WaitForUpdatesExResponse{Returnval: set}
		return body
	}
	if r.Version == "" {
		pc.lab.rest = nil
		for _, ref := range pc.Filter {
			if filter, ok := ctx.Session.Get(ref).(*PropertyFilter); ok {
				filter.refs = make(map[types.ManagedObjectReference]struct{})
			}
		}
		ctx.Map.AddHandler(pc)
		set := new(types.UpdateSet)
		if fault := pc.apply(ctx, set); fault != nil {
			body.Fault_ = Fault("", fault)
			return body
		}
		return answer(set.FilterSet)
	}
	if r.Version != strconv.Itoa(pc.lab.version) {
		body.Fault_ = Fault("The version is not known.", &types.InvalidCollectorVersion{})
		return body
	}
	if len(pc.lab.rest) > 0 {
		return answer(pc.lab.rest)
	}
	for {
		sets, fault := pc.labChanges(ctx)
		if fault != nil {
			body.Fault_ = Fault("", fault)
			return body
		}
		if len(sets) != 0 {
			return answer(sets)
		}
		if _, alive := ctx.svc.sm.getSession(ctx.Session.Key); !alive {
			body.Fault_ = Fault("The session is not authenticated.", &types.NotAuthenticated{})
			return body
		}
		if oneUpdate {
			body.Res = new(types.WaitForUpdatesExResponse)
			return body
		}
		select {
		case <-ctx.req.Context().Done():
			body.Res = new(types.WaitForUpdatesExResponse)
			return body
		case <-wait.Done():
			if wait.Err() == context.Canceled {
				body.Fault_ = Fault("", new(types.RequestCanceled))
			} else {
				body.Res = new(types.WaitForUpdatesExResponse)
			}
			return body
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// labCut keeps what is more than asked for, for the next call.
func (pc *PropertyCollector) labCut(sets []types.PropertyFilterUpdate, options *types.WaitOptions) *types.UpdateSet {
	pc.lab.version++
	pc.lab.rest = nil
	set := &types.UpdateSet{Version: strconv.Itoa(pc.lab.version), FilterSet: sets}
	if options == nil || options.MaxObjectUpdates <= 0 {
		return set
	}
	left := int(options.MaxObjectUpdates)
	for i, fu := range sets {
		if len(fu.ObjectSet) <= left {
			left -= len(fu.ObjectSet)
			continue
		}
		head, tail := fu, fu
		head.ObjectSet, tail.ObjectSet = fu.ObjectSet[:left], fu.ObjectSet[left:]
		set.FilterSet = append(append([]types.PropertyFilterUpdate{}, sets[:i]...), head)
		pc.lab.rest = append([]types.PropertyFilterUpdate{tail}, sets[i+1:]...)
		set.Truncated = types.NewBool(true)
		break
	}
	return set
}

func (pc *PropertyCollector) labChanges(ctx *Context) ([]types.PropertyFilterUpdate, types.BaseMethodFault) {
	pc.mu.Lock()
	updates := pc.updates
	pc.updates = nil
	pc.mu.Unlock()
	if len(updates) == 0 {
		return nil, nil
	}
	var sets []types.PropertyFilterUpdate
	for _, f := range pc.Filter {
		filter, ok := ctx.Session.Get(f).(*PropertyFilter)
		if !ok {
			continue
		}
		fu := types.PropertyFilterUpdate{Filter: f}
		at := make(map[types.ManagedObjectReference]int)
		for _, update := range updates {
			if _, ok := filter.refs[update.Obj]; !ok {
				continue
			}
			switch update.Kind {
			case types.ObjectUpdateKindModify:
				update = filter.apply(ctx, update)
				if len(update.ChangeSet) == 0 {
					continue
				}
				if i, ok := at[update.Obj]; ok {
					fu.ObjectSet[i].ChangeSet = labMerge(fu.ObjectSet[i].ChangeSet, update.ChangeSet)
					continue
				}
				at[update.Obj] = len(fu.ObjectSet)
				fu.ObjectSet = append(fu.ObjectSet, update)
			case types.ObjectUpdateKindLeave:
				delete(filter.refs, update.Obj)
				fu.ObjectSet = append(fu.ObjectSet, update)
			}
		}
		if len(fu.ObjectSet) != 0 {
			sets = append(sets, fu)
		}
	}
	for _, update := range updates {
		// A machine's own change brings no new objects into view; everything else may.
		if update.Kind == types.ObjectUpdateKindModify && update.Obj.Type != "ContainerView" && update.Obj.Type != "Folder" {
			continue
		}
		set := new(types.UpdateSet)
		if fault := pc.apply(ctx, set); fault != nil {
			return nil, fault
		}
		sets = append(sets, set.FilterSet...)
		break
	}
	return sets, nil
}

// labMerge: the last value of a property counts.
func labMerge(old, more []types.PropertyChange) []types.PropertyChange {
next:
	for _, change := range more {
		for i := range old {
			if old[i].Name == change.Name {
				old[i] = change
				continue next
			}
		}
		old = append(old, change)
	}
	return old
}

// RetrievePropertiesEx gives pages when the caller wants at most so many objects.
func (pc *PropertyCollector) RetrievePropertiesEx(ctx *Context, r *types.RetrievePropertiesEx) soap.HasFault {
	res := pc.retrievePropertiesExStock(ctx, r)
	body, ok := res.(*methods.RetrievePropertiesExBody)
	if !ok || body.Res == nil || body.Res.Returnval == nil || r.Options.MaxObjects <= 0 {
		return res
	}
	pc.labPage(body.Res.Returnval, body.Res.Returnval.Objects, int(r.Options.MaxObjects))
	return body
}

func (pc *PropertyCollector) labPage(result *types.RetrieveResult, all []types.ObjectContent, most int) {
	result.Token = ""
	result.Objects = all
	if len(all) <= most {
		return
	}
	token := uuid.New().String()
	pc.mu.Lock()
	if pc.lab.pages == nil {
		pc.lab.pages = make(map[string][]types.ObjectContent)
	}
	pc.lab.pages[token] = all[most:]
	pc.mu.Unlock()
	result.Objects = all[:most]
	result.Token = token
}

// ContinueRetrievePropertiesEx gives the next page, as long as the one before.
func (pc *PropertyCollector) ContinueRetrievePropertiesEx(ctx *Context, r *types.ContinueRetrievePropertiesEx) soap.HasFault {
	body := new(methods.ContinueRetrievePropertiesExBody)
	pc.mu.Lock()
	rest, ok := pc.lab.pages[r.Token]
	delete(pc.lab.pages, r.Token)
	pc.mu.Unlock()
	if !ok {
		body.Fault_ = Fault("The token is not known.", &types.InvalidProperty{Name: "token"})
		return body
	}
	body.Res = new(types.ContinueRetrievePropertiesExResponse)
	pc.labPage(&body.Res.Returnval, rest, 100)
	return body
}

// CancelRetrievePropertiesEx forgets the pages that nobody wants.
func (pc *PropertyCollector) CancelRetrievePropertiesEx(ctx *Context, r *types.CancelRetrievePropertiesEx) soap.HasFault {
	pc.mu.Lock()
	delete(pc.lab.pages, r.Token)
	pc.mu.Unlock()
	return &methods.CancelRetrievePropertiesExBody{Res: new(types.CancelRetrievePropertiesExResponse)}
}
