// Added by Vireo's lab: tickets for a machine's screen, and the WebSocket behind them, in front of a real VNC server.

package simulator

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// AcquireTicket gives a ticket that opens /ticket/TICKET once.
func (vm *VirtualMachine) AcquireTicket(ctx *Context, req *types.AcquireTicket) soap.HasFault {
	body := new(methods.AcquireTicketBody)
	if req.TicketType != "webmks" && req.TicketType != "mks" {
		body.Fault_ = Fault("A specified parameter was not correct: ticketType", &types.InvalidArgument{InvalidProperty: "ticketType"})
		return body
	}
	if body.Fault_ = labNotOn(vm); body.Fault_ != nil {
		return body
	}
	ticket := strings.ReplaceAll(uuid.New().String(), "-", "")
	lab.Lock()
	lab.tickets[ticket] = vm.Self.Value
	lab.Unlock()
	host, port, _ := net.SplitHostPort(ctx.svc.Listen.Host)
	var number int32
	fmt.Sscan(port, &number)
	body.Res = &types.AcquireTicketResponse{Returnval: types.VirtualMachineTicket{
		Ticket: ticket, CfgFile: vm.Config.Files.VmPathName, Host: host, Port: number, SslThumbprint: labThumbprint(),
	}}
	return body
}

func labThumbprint() string {
	cert := Map.SessionManager().TLSCert
	if cert == nil {
		return ""
	}
	der, _ := base64.StdEncoding.DecodeString(cert())
	sum := sha1.Sum(der)
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(parts, ":")
}

// serveTicket joins a WebSocket (RFC 6455) and the lab's VNC server. A ticket is good once.
func serveTicket(w http.ResponseWriter, r *http.Request) {
	ticket := strings.TrimPrefix(r.URL.Path, "/ticket/")
	lab.Lock()
	_, ok := lab.tickets[ticket]
	delete(lab.tickets, ticket)
	address := lab.vncAddress
	lab.Unlock()
	if !ok {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	vnc, err := net.Dial("tcp", address)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer vnc.Close()
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	conn, buffered, err := hijacker.Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	protocol := ""
	if strings.Contains(r.Header.Get("Sec-WebSocket-Protocol"), "binary") {
		protocol = "Sec-WebSocket-Protocol: binary\r\n"
	}
	fmt.Fprintf(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n%s\r\n",
		base64.StdEncoding.EncodeToString(sum[:]), protocol)
	go func() {
		_ = labToWebSocket(conn, vnc)
		_ = conn.Close()
	}()
	_ = labFromWebSocket(vnc, buffered.Reader)
}

func labToWebSocket(conn io.Writer, vnc io.Reader) error {
	piece := make([]byte, 16*1024)
	for {
		n, err := vnc.Read(piece)
		if n > 0 {
			head := []byte{0x82, byte(n)}
			if n > 125 {
				head = []byte{0x82, 126, byte(n >> 8), byte(n)}
			}
			if _, werr := conn.Write(append(head, piece[:n]...)); werr != nil {
				return werr
			}
		}
		if err != nil {
			return err
		}
	}
}

func labFromWebSocket(vnc io.Writer, in *bufio.Reader) error {
	for {
		var head [2]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return err
		}
		length := uint64(head[1] & 0x7f)
		switch length {
		case 126:
			var more [2]byte
			if _, err := io.ReadFull(in, more[:]); err != nil {
				return err
			}
			length = uint64(binary.BigEndian.Uint16(more[:]))
		case 127:
			var more [8]byte
			if _, err := io.ReadFull(in, more[:]); err != nil {
				return err
			}
			length = binary.BigEndian.Uint64(more[:])
		}
		var mask [4]byte
		if head[1]&0x80 != 0 {
			if _, err := io.ReadFull(in, mask[:]); err != nil {
				return err
			}
		}
		if length > 1<<20 {
			return io.ErrShortBuffer
		}
		data := make([]byte, length)
		if _, err := io.ReadFull(in, data); err != nil {
			return err
		}
		for i := range data {
			data[i] ^= mask[i%4]
		}
		switch head[0] & 0x0f {
		case 8:
			return io.EOF
		case 0, 1, 2:
			if _, err := vnc.Write(data); err != nil {
				return err
			}
		}
	}
}
