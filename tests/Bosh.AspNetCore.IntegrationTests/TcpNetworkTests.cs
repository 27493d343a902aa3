using System.Net;
using System.Net.Sockets;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>What connections to servers are made to be.</summary>
public sealed class TcpNetworkTests : BoshTest
{
    [Fact]
    public async Task Server_that_is_gone_without_a_word_is_found_out_by_TCP()
    {
        var server = Listen();
        await using var stream = (NetworkStream)await new TcpNetwork().ConnectAsync(
            new IPEndPoint(IPAddress.Loopback, server.Port), CancellationToken.None).Soon();
        var socket = stream.Socket;
        Assert.True(socket.NoDelay);
        Assert.Equal(1, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(120, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(15, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
        Assert.Equal(4, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));
        if (OperatingSystem.IsLinux())
        {
            var milliseconds = new byte[4];
            socket.GetRawSocketOption(6, 18, milliseconds);
            Assert.Equal(60_000, BitConverter.ToInt32(milliseconds));
        }
    }
}
