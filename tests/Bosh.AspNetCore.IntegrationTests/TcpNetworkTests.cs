using System.Net;
using System.Net.Sockets;
using Bosh.AspNetCore.IntegrationTests.Support;
using Bosh.AspNetCore.Upstream;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests;

/// <summary>What connections to servers are made to be.</summary>
public sealed class TcpNetworkTests : BoshTest
{
    private const int TcpLevel = 6;
    private const int UserTimeoutOption = 18;

    [Fact]
    public async Task Server_that_is_gone_without_a_word_is_found_out_by_TCP()
    {
        await using var stream = await ConnectAsync();
        var socket = stream.Socket;
        Assert.True(socket.NoDelay);
        Assert.Equal(1, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(60, Tcp(socket, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(15, Tcp(socket, SocketOptionName.TcpKeepAliveInterval));
        Assert.Equal(4, Tcp(socket, SocketOptionName.TcpKeepAliveRetryCount));
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(120_000, UserTimeout(socket));
        }
    }

    [Fact]
    public async Task A_lost_probe_is_sent_again()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // With a user timeout Linux does not count the probes: an idle connection ends when one is unanswered and nothing has come for so long.
        await using var stream = await ConnectAsync();
        var socket = stream.Socket;
        var seconds = Tcp(socket, SocketOptionName.TcpKeepAliveTime)
            + Tcp(socket, SocketOptionName.TcpKeepAliveInterval) * Tcp(socket, SocketOptionName.TcpKeepAliveRetryCount);
        Assert.InRange(UserTimeout(socket), seconds * 1000, int.MaxValue);
    }

    private async Task<NetworkStream> ConnectAsync()
        => (NetworkStream)await new TcpNetwork().ConnectAsync(new IPEndPoint(IPAddress.Loopback, Listen().Port), CancellationToken.None).Soon();

    private static int Tcp(Socket socket, SocketOptionName option) => (int)socket.GetSocketOption(SocketOptionLevel.Tcp, option)!;

    private static int UserTimeout(Socket socket)
    {
        var milliseconds = new byte[4];
        socket.GetRawSocketOption(TcpLevel, UserTimeoutOption, milliseconds);
        return BitConverter.ToInt32(milliseconds);
    }
}
