// Added by Vireo's lab: a disk has its descriptor and an extent of its size, as on a real host; uploads can fail half-way.

package simulator

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"strings"

	"github.com/vmware/govmomi/vim25/types"
)

// labFile is a file that knows its folder.
type labFile struct {
	os.FileInfo
	dir string
}

// labDiskMade gives a new disk's extent its size, and its descriptor its text.
func labDiskMade(name string, req *types.CreateVirtualDisk_Task) {
	spec, ok := req.Spec.(*types.FileBackedVirtualDiskSpec)
	if !ok {
		return
	}
	bytes := spec.CapacityKb * 1024
	if strings.HasSuffix(name, "-flat.vmdk") {
		_ = os.Truncate(name, bytes)
		return
	}
	extent := strings.Replace(path.Base(name), ".vmdk", "-flat.vmdk", 1)
	text := fmt.Sprintf("# Disk DescriptorFile\nversion=1\nencoding=\"UTF-8\"\nCID=fffffffe\nparentCID=ffffffff\ncreateType=\"vmfs\"\n\n# Extent description\nRW %d VMFS \"%s\"\n\n# The Disk Data Base\n#DDB\n\nddb.adapterType = \"%s\"\n", bytes/512, extent, strings.ToLower(spec.AdapterType))
	_ = os.WriteFile(name, []byte(text), 0600)
}

// labDiskInfo tells a disk's capacity: the size of its extent.
func labDiskInfo(file os.FileInfo, info types.FileInfo) types.BaseFileInfo {
	disk := &types.VmDiskFileInfo{FileInfo: info}
	if in, ok := file.(labFile); ok {
		if extent, err := os.Stat(path.Join(in.dir, strings.TrimSuffix(file.Name(), ".vmdk")+"-flat.vmdk")); err == nil {
			disk.CapacityKb = extent.Size() / 1024
		}
	}
	return disk
}

// labPut counts uploads, and ends them half-way when it was told to.
func labPut(w http.ResponseWriter, r *http.Request, f *os.File) bool {
	lab.Lock()
	lab.calls["PUT"]++
	fault := lab.faults["PUT"].take()
	lab.Unlock()
	if fault == nil {
		return false
	}
	_, _ = io.CopyN(f, r.Body, 100_000)
	if fault.drop {
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(http.StatusInsufficientStorage)
	return true
}
