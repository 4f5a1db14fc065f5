// Added by Vireo's lab: sensors of hosts, disks that wait for consolidation, intervals of history, VNC of old hosts.

package simulator

import (
	"strconv"

	"github.com/vmware/govmomi/vim25/types"
)

// labHistory is what hosts and vCenters keep by default.
func labHistory() []types.PerfInterval {
	return []types.PerfInterval{
		{Key: 1, SamplingPeriod: 300, Name: "Past day", Length: 86400, Level: 1, Enabled: true},
		{Key: 2, SamplingPeriod: 1800, Name: "Past week", Length: 604800, Level: 1, Enabled: true},
		{Key: 3, SamplingPeriod: 7200, Name: "Past month", Length: 2592000, Level: 1, Enabled: true},
		{Key: 4, SamplingPeriod: 86400, Name: "Past year", Length: 31536000, Level: 1, Enabled: false},
	}
}

// labConsolidation says that a machine's disks wait for consolidation.
func labConsolidation(id string) {
	vm := labMachine(id)
	if vm == nil {
		return
	}
	Map.WithLock(vm, func() {
		Map.Update(vm, []types.PropertyChange{{Name: "runtime.consolidationNeeded", Val: true}})
	})
}

// labSensor adds a sensor to the first host, or to the one of that name.
func labSensor(host, name, state, reading, modifier, units, kind string) {
	for _, e := range Map.All("HostSystem") {
		hs := e.(*HostSystem)
		if host != "" && hs.Name != host && hs.Self.Value != host {
			continue
		}
		value, _ := strconv.ParseInt(reading, 10, 64)
		power, _ := strconv.Atoi(modifier)
		Map.WithLock(hs, func() {
			health := hs.Runtime.HealthSystemRuntime
			if health == nil {
				health = &types.HealthSystemRuntime{SystemHealthInfo: &types.HostSystemHealthInfo{}}
				hs.Runtime.HealthSystemRuntime = health
			}
			word := &types.ElementDescription{Description: types.Description{Label: state, Summary: state}, Key: state}
			if kind == "Memory" {
				if health.HardwareStatusInfo == nil {
					health.HardwareStatusInfo = &types.HostHardwareStatusInfo{}
				}
				info := health.HardwareStatusInfo
				info.MemoryStatusInfo = append(info.MemoryStatusInfo, &types.HostHardwareElementInfo{Name: name, Status: word})
				return
			}
			health.SystemHealthInfo.NumericSensorInfo = append(health.SystemHealthInfo.NumericSensorInfo, types.HostNumericSensorInfo{
				Name: name, HealthState: word, CurrentReading: value, UnitModifier: int32(power), BaseUnits: units, SensorType: kind,
			})
		})
		return
	}
}

// labExtraConfig gives a machine an entry of its definition.
func labExtraConfig(id, key, value string) {
	vm := labMachine(id)
	if vm == nil {
		return
	}
	Map.WithLock(vm, func() {
		vm.Config.ExtraConfig = append(vm.Config.ExtraConfig, &types.OptionValue{Key: key, Value: value})
	})
}

// labManagedBy says that all hosts are managed by a vCenter at an address.
func labManagedBy(address string) {
	for _, e := range Map.All("HostSystem") {
		hs := e.(*HostSystem)
		Map.WithLock(hs, func() { hs.Summary.ManagementServerIp = address })
	}
}
