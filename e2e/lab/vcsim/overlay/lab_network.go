// Added by Vireo's lab: what is changed through a host's network system shows in the host's configuration.

package simulator

import (
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// labShow copies switches and port groups into the host, with the keys that a host makes.
func (s *HostNetworkSystem) labShow() {
	config := s.Host.Config.Network
	known := make(map[string]types.HostVirtualSwitch)
	for _, v := range config.Vswitch {
		known[v.Name] = v
	}
	groups := make(map[string]types.HostPortGroup)
	for _, g := range config.Portgroup {
		groups[g.Spec.Name] = g
	}
	config.Vswitch = nil
	for _, v := range s.NetworkInfo.Vswitch {
		shown, ok := known[v.Name]
		if !ok {
			shown = types.HostVirtualSwitch{Name: v.Name, Key: "key-vim.host.VirtualSwitch-" + v.Name, NumPorts: 128, NumPortsAvailable: 128, Spec: types.HostVirtualSwitchSpec{NumPorts: 128}}
		}
		var mine []string
		for _, key := range shown.Portgroup {
			// The host's own groups (VMkernel) are not in the network system's list.
			for name, g := range groups {
				if g.Key == key && !s.labIsManaged(name) {
					mine = append(mine, key)
				}
			}
		}
		for _, name := range v.Portgroup {
			mine = append(mine, "key-vim.host.PortGroup-"+name)
		}
		shown.Portgroup = mine
		config.Vswitch = append(config.Vswitch, shown)
	}
	for _, g := range s.NetworkInfo.Portgroup {
		if _, ok := groups[g.Spec.Name]; !ok {
			config.Portgroup = append(config.Portgroup, g)
		}
	}
	s.labNetworks()
}

func (s *HostNetworkSystem) labIsManaged(name string) bool {
	for _, v := range s.NetworkInfo.Vswitch {
		for _, each := range v.Portgroup {
			if each == name {
				return true
			}
		}
	}
	return false
}

// labNetworks keeps the host's list of networks.
func (s *HostNetworkSystem) labNetworks() {
	folder := s.folder()
	for _, v := range s.NetworkInfo.Vswitch {
		for _, name := range v.Portgroup {
			if e := Map.FindByName(name, folder.ChildEntity); e != nil {
				Map.AddReference(s.Host, &s.Host.Network, e.Reference())
			}
		}
	}
	for _, ref := range append([]types.ManagedObjectReference{}, s.Host.Network...) {
		if Map.Get(ref) == nil {
			Map.RemoveReference(s.Host, &s.Host.Network, ref)
		}
	}
	if cr, ok := Map.Get(*s.Host.Parent).(*mo.ComputeResource); ok {
		cr.Network = s.Host.Network
	}
}
